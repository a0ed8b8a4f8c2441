export interface Order {
  readonly id: string
  readonly sku: string
  readonly pieces: number
  readonly euros: number
}
