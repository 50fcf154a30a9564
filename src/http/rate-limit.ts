import type { FastifyInstance } from 'fastify'
import { Problem } from './problems.ts'

/**
 * Limits what callers without an API key may ask for: so many requests a minute for each address,
 * on the routes that are open to them.
 */
export async function installRateLimit(app: FastifyInstance, perMinute: number): Promise<void> {
  // Before the plugin, whose own hook looks for what this one leaves on a route.
  app.addHook('onRoute', (route) => {
    if (route.config?.anonymous === true) route.config.rateLimit = {}
  })
  await app.register(import('@fastify/rate-limit'), {
    global: false,
    max: Math.max(perMinute, 1),
    timeWindow: '1 minute',
    cache: 10_000,
    allowList: (request) => request.actor !== undefined,
    errorResponseBuilder: (_request, { ttl }) =>
      new Problem('rate-limited', 'Too many requests without an API key; try again shortly.', {
        headers: { 'retry-after': String(Math.ceil(ttl / 1000)) },
      }),
  })
}
