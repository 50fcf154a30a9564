/** Documents that hold credentials: presentations, and learner records. */
export type { PresentedPresentation } from './check-presentation.ts'
export {
  type EmbeddedReport,
  type PresentationCheck,
  type PresentationOptions,
  type PresentationReport,
  presentationCheckNames,
} from './report.ts'
export { verifyPresentation } from './verify-presentation.ts'
export { type RecordVerification, verifyRecord } from './verify-record.ts'
