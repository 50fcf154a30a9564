export { publicDocumentRoutes } from './routes.ts'
export { createPublicDocuments, type PublicDocuments } from './service.ts'
