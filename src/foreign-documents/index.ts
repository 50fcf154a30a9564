export {
  createForeignDocuments,
  type ForeignDocumentCounts,
  type ForeignDocuments,
  type Keeping,
} from './service.ts'
