export {
  documentsOf,
  type StoredDocument,
  storedAs,
  storedDocument,
  type WithDocument,
  withDocuments,
} from './documents.ts'
export { createTemplateKeeper, type TemplateKeeper } from './keeper.ts'
