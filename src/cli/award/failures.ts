/** A problem document of the service, as far as it is told on. */
export type Refusal = {
  /** Of the answer; none when nothing was sent. */
  status?: number
  detail: string
  errors: { field: string; detail: string }[]
}

/** The service says no, or the file cannot be read: trying again would change nothing. */
export class Refused extends Error {
  readonly refusal: Refusal

  constructor(detail: string, more: Partial<Refusal> = {}) {
    super(detail)
    this.refusal = { ...more, detail, errors: more.errors ?? [] }
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

const PASSING: Record<string, string> = {
  ECONNREFUSED: 'nobody answers there',
  EAI_AGAIN: 'the name of the server could not be looked up',
  ECONNRESET: 'the connection was cut',
  ECONNABORTED: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'the server does not answer',
  EHOSTUNREACH: 'the server cannot be reached',
  ENETUNREACH: 'the server cannot be reached',
}

/** What a failed connection is to who asked; anything else as it is. */
export function ofConnection(error: unknown): unknown {
  const { code = '', syscall } = error as NodeJS.ErrnoException
  const reason = PASSING[code]
  if (reason !== undefined) return new TryAgain(reason)
  if (code === 'ENOTFOUND') return new Refused('There is no server of this name.')
  // Of TLS, or of something that does not speak HTTP; what files fail by names a system call.
  return /^[A-Z_]{4,}$/.test(code) && syscall === undefined
    ? new Refused(`The connection failed: ${(error as Error).message} (${code}).`)
    : error
}

/** What a problem says, with each field that it names. */
export function refusalLines({ detail, errors }: Refusal): string[] {
  const more = errors.filter((one) => !detail.includes(one.detail))
  return [detail, ...more.map((one) => `  ${one.field}: ${one.detail}`)]
}
