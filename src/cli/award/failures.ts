import { UsageError } from './usage.ts'

/** A problem document of the service, as far as it is told on. */
export type Refusal = {
  status: number
  detail: string
  errors: { field: string; detail: string }[]
}

/** The service says no, or the file cannot be read: trying again would change nothing. */
export class Refused extends Error {
  readonly refusal: Omit<Refusal, 'status'> & { status?: number }

  constructor(refusal: Refused['refusal']) {
    super(refusal.detail)
    this.refusal = refusal
  }
}

/** It did not work this time, and may work the next. */
export class TryAgain extends Error {
  /** How long the service asks to be left alone. */
  readonly afterMs: number

  constructor(reason: string, afterMs = 0) {
    super(reason)
    this.afterMs = afterMs
  }
}

/**
 * What a failed connection is to who asked; null when it was something else.
 *
 * @param error - what `fetch` or the reading of a body rejected with
 */
export function connectionFailure(error: unknown): TryAgain | null {
  const cause = error instanceof TypeError ? (error.cause as NodeJS.ErrnoException) : undefined
  // What is wrong with our own file comes out in the same way.
  if (cause === undefined || cause instanceof UsageError) return null
  const { code = '' } = cause
  return new TryAgain(REASONS[code] ?? `the connection failed (${code || cause.message})`)
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nobody answers there',
  ENOTFOUND: 'there is no server of this name',
  EAI_AGAIN: 'the name of the server could not be looked up',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ETIMEDOUT: 'the server does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the server does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'the server does not answer',
  UND_ERR_BODY_TIMEOUT: 'the server does not answer',
}

/** What a problem says, with each field that it names. */
export function refusalLines({ detail, errors }: Refused['refusal']): string[] {
  const more = errors.filter((one) => one.detail !== detail)
  return [detail, ...more.map((one) => `  ${one.field}: ${one.detail}`)]
}
