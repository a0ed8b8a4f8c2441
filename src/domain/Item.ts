/** An attribute in DynamoDB's own notation. Numbers are decimal text, so that no digit is lost. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: Uint8Array }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly M: Item }
  | { readonly L: ReadonlyArray<AttributeValue> }
  | { readonly SS: ReadonlyArray<string> }
  | { readonly NS: ReadonlyArray<string> }
  | { readonly BS: ReadonlyArray<Uint8Array> }

export interface Item {
  readonly [attribute: string]: AttributeValue
}
