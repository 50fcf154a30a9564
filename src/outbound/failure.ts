import { OutboundError } from './error.ts'

/**
 * Turns whatever the exchange threw into an OutboundError, without quoting it.
 *
 * @param error what was thrown; the policy's own refusals pass through.
 * @param host the host that was asked, for the sentence.
 */
export const outboundErrorFrom = (error: unknown, host: string): OutboundError => {
  if (error instanceof OutboundError) return error
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new OutboundError('too-large', `${host} answered with more headers than are read.`)
  }
  if (code === 'ETIMEDOUT') {
    return new OutboundError('timeout', `${host} did not answer in time.`)
  }
  const detail = code === '' ? '' : ` (${code})`
  return code.startsWith('HPE_')
    ? new OutboundError('malformed', `${host} answered with something that is not HTTP${detail}.`)
    : new OutboundError('unreachable', `${host} could not be reached${detail}.`)
}
