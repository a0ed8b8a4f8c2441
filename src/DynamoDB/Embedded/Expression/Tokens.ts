export interface Token {
  readonly kind: "word" | "name" | "value" | "index" | "sign" | "end"
  readonly text: string
  readonly from: number
}

const pattern = /\s*(?:([A-Za-z_]\w*)|(#\w+)|(:\w+)|(\d+)|(<=|>=|<>|\S))/guy

/** The last one is the end of the text. Signs that mean nothing are tokens too: whoever reads them says so. */
export const of = (expression: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  let end = expression.length
  for (const match of expression.matchAll(pattern)) {
    const [whole, word, name, value, index, sign = ""] = match
    const text = word ?? name ?? value ?? index ?? sign
    const kind = word ? "word" : name ? "name" : value ? "value" : index ? "index" : "sign"
    end = match.index + whole.length
    tokens.push({ kind, text, from: end - text.length })
  }
  return [...tokens, { kind: "end", text: "<EOF>", from: end }]
}

/** The service shows a token that it did not expect between its neighbours. */
export const unexpected = (expression: string, tokens: ReadonlyArray<Token>, at: number): string => {
  const token = tokens[at]
  const first = tokens[at - 1] ?? token
  const last = tokens[at + 1] ?? token
  const end = last?.kind === "end" ? last.from : (last?.from ?? 0) + (last?.text.length ?? 0)
  return `Syntax error; token: "${token?.text}", near: "${expression.slice(first?.from, end)}"`
}
