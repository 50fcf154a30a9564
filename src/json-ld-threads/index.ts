export { createJsonLdThreads, type JsonLdThreads } from './processor.ts'
