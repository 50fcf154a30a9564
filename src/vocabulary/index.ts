export { THEMES } from './data.ts'
export { vocabularyRoutes } from './routes.ts'
