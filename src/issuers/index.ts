export {
  documentOfKeys,
  isOwnDomain,
  issuerDidDocument,
  ownDidDocument,
  verificationMethods,
} from './identity.ts'
export {
  activeKey,
  type IssuerKeyRow,
  insertKey,
  isKnownKey,
  type KeyAlgorithm,
  type KeyState,
  keyById,
  keyByNumber,
  keyUrl,
  listKeys,
  updateKey,
} from './key-store.ts'
export { addKey } from './new-key.ts'
export { issuerProfile } from './profile.ts'
export { issuerRoutes } from './routes.ts'
export type { JwtAlgorithm, ProofSuite } from './schema.ts'
export { createIssuerService, type IssuerService, issuerExists } from './service.ts'
export {
  createIssuerSigning,
  type IssuerSeries,
  type IssuerSigner,
  type IssuerSigning,
} from './signing.ts'
export {
  type IssuerRow,
  issuerByDid,
  issuerById,
  issuerNames,
  lockIssuer,
  updateIssuer,
} from './store.ts'
