export { PublicIdParams } from './params.ts'
export { publicDocumentRoutes } from './routes.ts'
export { CACHING, negotiate, serve } from './serve.ts'
export { createPublicDocuments, type PublicDocuments } from './service.ts'
