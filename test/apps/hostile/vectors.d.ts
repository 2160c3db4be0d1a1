export interface Vector {
  readonly name: string
  readonly family: string
  readonly alone?: true
}
export const VECTORS: readonly Vector[]
