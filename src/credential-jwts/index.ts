export { jwtKeyRoutes } from './routes.ts'
export { type CredentialJwts, createCredentialJwts, type OwnJwtKey } from './service.ts'
