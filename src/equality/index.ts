export { equalityPart, forgetAnswers } from './part.ts'
export { equalityRoutes } from './routes.ts'
export { createEquality, type Equality } from './service.ts'
