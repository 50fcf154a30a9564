export { type Courier, startCourier } from './courier.ts'
export { webhookRoutes } from './routes.ts'
export { createWebhookService, type WebhookService } from './service.ts'
