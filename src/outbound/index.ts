export { createOutboundClient, type OutboundClient, type OutboundOptions } from './client.ts'
export { OutboundError, type OutboundErrorCode } from './error.ts'
export { type OutboundResponse, requireOk } from './response.ts'
