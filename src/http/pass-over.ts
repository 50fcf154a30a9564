import type { FastifyRequest } from 'fastify'

/** Lets a caller whose body is not taken send the rest of it, so that it reads why. */
export function passOver({ raw }: FastifyRequest): void {
  raw.unpipe()
  // Whoever was reading it does not any more, but would keep it from flowing.
  raw.removeAllListeners('readable')
  raw.resume()
}
