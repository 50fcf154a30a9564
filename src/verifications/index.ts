export { verificationRoutes } from './routes.ts'
export type { VerificationReport } from './schema.ts'
export {
  createVerificationService,
  type Examination,
  type Presented,
  type VerificationService,
  type Wishes,
} from './service.ts'
