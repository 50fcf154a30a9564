export { documentResponse } from './document-response.ts'
export { PublicIdParams } from './params.ts'
export { CACHING, JSON_LD_TYPES, negotiate, serve } from './serve.ts'
