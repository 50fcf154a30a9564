export { vocabularyRoutes } from './routes.ts'
