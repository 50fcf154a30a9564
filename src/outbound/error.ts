/**
 * Why a fetch came to nothing, for a program to branch on.
 *
 * - `invalid-url`: the text is no URL, or is too long to be one.
 * - `blocked`: the policy refuses the URL, or the address its name resolves to.
 * - `unreachable`: name unknown, connection refused or broken off, certificate not trusted.
 * - `timeout`: the whole exchange took longer than it may.
 * - `too-large`: the answer, decompressed, is larger than it may be.
 * - `redirect`: too many redirects, a circle, or one that leads to no URL.
 * - `malformed`: the answer is not HTTP, not what its encoding says, not UTF-8 or not JSON.
 * - `http-status`: answered, but not with a success (only {@link requireOk} throws it).
 * - `closed`: the client has been closed.
 */
export type OutboundErrorCode =
  | 'invalid-url'
  | 'blocked'
  | 'unreachable'
  | 'timeout'
  | 'too-large'
  | 'redirect'
  | 'malformed'
  | 'http-status'
  | 'closed'

/**
 * A fetch that came to nothing. `message` is one sentence that names the host at most, never
 * user, password, path or query, so that it may stand in a report or a log. It carries no
 * `cause`: the runtime's own errors quote URLs and pieces of the answer.
 */
export class OutboundError extends Error {
  override readonly name = 'OutboundError'
  readonly code: OutboundErrorCode

  constructor(code: OutboundErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
