export { issuerProfile } from './profile.ts'
export { issuerRoutes } from './routes.ts'
export type { ProofSuite } from './schema.ts'
export { createIssuerService, type IssuerService, issuerExists } from './service.ts'
export {
  createIssuerSigning,
  type IssuerSigner,
  type IssuerSigning,
  issuerDidDocument,
} from './signing.ts'
export { type IssuerKeyRow, type IssuerRow, issuerById } from './store.ts'
