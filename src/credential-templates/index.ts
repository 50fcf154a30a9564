export {
  documentsOf,
  type StoredDocument,
  storedDocument,
  type WithDocument,
  withDocuments,
} from './documents.ts'
export { createTemplateKeeper, type TemplateKeeper } from './keeper.ts'
