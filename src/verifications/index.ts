export { verificationRoutes } from './routes.ts'
export type { VerificationReport } from './schema.ts'
export {
  createVerificationService,
  type Examination,
  type Presented,
  type VerificationService,
} from './service.ts'
