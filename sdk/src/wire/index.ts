export { type Endpoint, openEndpoint } from './endpoint.ts'
export type { CallOptions, Facet, Facets, Running } from './facet.ts'
export { decodeText, encodeText } from './text.ts'
export {
  type Channel,
  checkLength,
  checkMessage,
  fromWireError,
  type Message,
  MESSAGE_BYTES,
  toWireError,
  type WireError,
} from './message.ts'
