import { type DestinationStream, type Logger, pino } from 'pino'

/**
 * The log: JSON lines on standard error, so that standard output has only what a person or a
 * script waits for. A request is logged as its method and route pattern: a path or a query that
 * somebody made up could hold anything, an e-mail address included.
 *
 * @param destination - where the lines go
 */
export function createLog(
  level: string,
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: {
        req: (request: { method: string; routeOptions?: { url?: string } }) => ({
          method: request.method,
          route: request.routeOptions?.url ?? '(none)',
        }),
        res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
        err: (error: Error & { code?: string }) => ({ name: error.name, code: error.code }),
      },
    },
    destination,
  )
}
