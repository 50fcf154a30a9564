/** Registries of issuers: those that the operator relies on, and the one of our own issuers. */
export { issuerRegistryRoutes } from './routes.ts'
export { createTrustRegistries, type TrustRegistries } from './service.ts'
export { readTrustSettings } from './settings.ts'
