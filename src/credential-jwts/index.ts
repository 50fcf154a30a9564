export { jwtKeyRoutes } from './routes.ts'
export { type CredentialJwts, createCredentialJwts } from './service.ts'
