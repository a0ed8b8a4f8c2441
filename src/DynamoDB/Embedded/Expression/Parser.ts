import { Either } from "effect"
import type { AttributeValue } from "../../../domain/Item.ts"
import type { Path } from "../../Memory/Projection.ts"
import type { Placeholders } from "./Placeholders.ts"
import { isReserved } from "./ReservedWords.ts"
import * as Tokens from "./Tokens.ts"

/** Operators that are words are in capitals. */
export interface Operator {
  readonly _tag: "Operator"
  readonly operator: string
  readonly operands: ReadonlyArray<Node>
}

export interface Function {
  readonly _tag: "Function"
  readonly name: string
  readonly operands: ReadonlyArray<Node>
}

export type Node =
  | Operator
  | Function
  | { readonly _tag: "Path"; readonly path: Path }
  | { readonly _tag: "Value"; readonly value: AttributeValue }

const longest = 4096
const deepest = 100
const comparators: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="])
const keywords: ReadonlySet<string> = new Set(["AND", "OR", "NOT", "BETWEEN", "IN"])
const identifier = /^[A-Za-z]/
const redundant = "The expression has redundant parentheses;"

const nothing: Node = { _tag: "Path", path: [""] }

/** Reads one expression. The first `problem` stays, and nothing is left to be read then: what was read is not to be used. */
class Parser {
  problem: string | undefined = undefined
  private readonly expression: string
  private readonly placeholders: Placeholders
  private readonly tokens: ReadonlyArray<Tokens.Token>
  private readonly end: Tokens.Token
  private at = 0
  private depth = 0
  /** The parentheses that were closed last. */
  private closed = { from: -1, to: -1 }

  constructor(expression: string, placeholders: Placeholders) {
    this.expression = expression
    this.placeholders = placeholders
    this.end = { kind: "end", text: "<EOF>", from: expression.length }
    const size = Buffer.byteLength(expression)
    this.tokens = size > longest ? [this.end] : Tokens.of(expression)
    if (size > longest) {
      this.fail(`Expression size has exceeded the maximum allowed size; expression size: ${size}`)
    } else if (expression === "") this.fail("The expression can not be empty;")
  }

  condition(): Node {
    const node = this.or()
    this.mustBeCondition(node)
    this.mustEnd()
    return node
  }

  paths(): ReadonlyArray<Path> {
    const paths = [this.path()]
    while (this.takes(",")) paths.push(this.path())
    this.mustEnd()
    return paths
  }

  private get next(): Tokens.Token {
    return this.tokens[this.at] ?? this.end
  }

  private fail(problem: string): void {
    this.problem ??= problem
    this.at = this.tokens.length
  }

  private unexpected(): void {
    this.fail(Tokens.unexpected(this.expression, this.tokens, this.at))
  }

  private mustEnd(): void {
    if (this.next.kind !== "end") this.unexpected()
  }

  private takes(text: string): boolean {
    const { kind, text: next } = this.next
    if ((kind === "word" ? next.toUpperCase() : next) !== text) return false
    this.at += 1
    return true
  }

  private must(text: string): void {
    if (!this.takes(text)) this.unexpected()
  }

  /** An operand is none by itself. */
  private mustBeCondition(node: Node): void {
    if (node._tag === "Path" || node._tag === "Value") this.unexpected()
  }

  private or(): Node {
    return this.joined("OR", () => this.joined("AND", () => this.not()))
  }

  private joined(operator: "AND" | "OR", one: () => Node): Node {
    let node = one()
    while (this.next.kind === "word" && this.next.text.toUpperCase() === operator) {
      this.mustBeCondition(node)
      this.takes(operator)
      const right = one()
      this.mustBeCondition(right)
      node = { _tag: "Operator", operator, operands: [node, right] }
    }
    return node
  }

  private not(): Node {
    if (!this.takes("NOT")) return this.comparison()
    const negated = this.comparison()
    this.mustBeCondition(negated)
    return { _tag: "Operator", operator: "NOT", operands: [negated] }
  }

  private comparison(): Node {
    const left = this.next.text === "(" ? this.group(() => this.or()) : this.operand()
    const operator = this.next.kind === "word" ? this.next.text.toUpperCase() : this.next.text
    if (!comparators.has(operator) && operator !== "BETWEEN" && operator !== "IN") return left
    if (left._tag === "Operator") {
      this.unexpected()
      return left
    }
    this.at += 1
    return { _tag: "Operator", operator, operands: [left, ...this.compared(operator)] }
  }

  private compared(operator: string): ReadonlyArray<Node> {
    if (operator === "IN") return this.list()
    const first = this.operand()
    if (operator !== "BETWEEN") return [first]
    this.must("AND")
    return [first, this.operand()]
  }

  private list(): ReadonlyArray<Node> {
    this.must("(")
    const operands = [this.operand()]
    while (this.takes(",")) operands.push(this.operand())
    this.must(")")
    return operands
  }

  private group(inner: () => Node): Node {
    const from = this.at
    this.depth += 1
    this.must("(")
    if (this.depth > deepest) this.fail(redundant)
    const node = inner()
    const to = this.at
    this.must(")")
    if (this.closed.from === from + 1 && this.closed.to === to - 1) this.fail(redundant)
    this.closed = { from, to }
    this.depth -= 1
    return node
  }

  private operand(): Node {
    if (this.next.text === "(") return this.group(() => this.operand())
    if (this.next.kind === "value") return this.value()
    const { kind, text } = this.next
    if (kind !== "word" || this.tokens[this.at + 1]?.text !== "(") return { _tag: "Path", path: this.path() }
    if (keywords.has(text.toUpperCase())) {
      this.unexpected()
      return nothing
    }
    this.at += 1
    return { _tag: "Function", name: text, operands: this.list() }
  }

  private value(): Node {
    const { text } = this.next
    this.at += 1
    const value = this.placeholders.value(text)
    if (value !== undefined) return { _tag: "Value", value }
    this.fail(`An expression attribute value used in expression is not defined; attribute value: ${text}`)
    return nothing
  }

  private path(): Path {
    const head = this.name()
    const steps: Array<string | number> = []
    while (this.next.text === "." || this.next.text === "[") {
      if (this.takes(".")) steps.push(this.name())
      else steps.push(this.index())
    }
    return [head, ...steps]
  }

  private index(): number {
    this.must("[")
    const { kind, text } = this.next
    if (kind !== "index") this.unexpected()
    this.at += 1
    this.must("]")
    return Number(text)
  }

  private name(): string {
    const { kind, text } = this.next
    if (kind === "name") {
      this.at += 1
      const name = this.placeholders.name(text)
      if (name !== undefined) return name
      this.fail(`An expression attribute name used in the document path is not defined; attribute name: ${text}`)
    } else if (kind !== "word" || !identifier.test(text) || keywords.has(text.toUpperCase())) this.unexpected()
    else if (isReserved(text)) this.fail(`Attribute name is a reserved keyword; reserved keyword: ${text}`)
    else this.at += 1
    return text
  }
}

const parsed = <A>(
  member: string,
  expression: string,
  placeholders: Placeholders,
  read: (parser: Parser) => A
): Either.Either<A, string> => {
  const parser = new Parser(expression, placeholders)
  const value = read(parser)
  return parser.problem === undefined ? Either.right(value) : Either.left(`Invalid ${member}: ${parser.problem}`)
}

export const keyCondition = (expression: string, placeholders: Placeholders): Either.Either<Node, string> =>
  parsed("KeyConditionExpression", expression, placeholders, (parser) => parser.condition())

export const paths = (expression: string, placeholders: Placeholders): Either.Either<ReadonlyArray<Path>, string> =>
  parsed("ProjectionExpression", expression, placeholders, (parser) => parser.paths())
