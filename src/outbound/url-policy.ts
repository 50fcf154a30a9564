import { isIP } from 'node:net'
import { addressKind } from './address.ts'
import { OutboundError } from './error.ts'

// Names no public issuer can have: RFC 6761, 6762, 7686, 8375 and ICANN's private-use domain.
const localDomains =
  /(^|\.)(localhost|local|internal|home\.arpa|onion|test|invalid|example|intranet|lan)$/

// Longer than any URL in a credential has reason to be, shorter than what hurts to parse.
const maxUrlLength = 2048

const withoutTrailingDots = (hostname: string) => hostname.replace(/\.+$/, '')

/** Whether a name is `localhost` or below it, which RFC 6761 reserves for loopback addresses. */
export const isLocalhostName = (hostname: string): boolean =>
  /(^|\.)localhost$/.test(withoutTrailingDots(hostname.toLowerCase()))

/**
 * Parses a stranger's URL.
 *
 * @param base the URL that `input` may be relative to, for redirects.
 * @throws OutboundError `invalid-url`, which does not repeat the text.
 */
export const parseUrl = (input: string | URL, base?: URL): URL => {
  const text = String(input)
  const url = text.length > maxUrlLength ? null : URL.parse(text, base?.href)
  if (!url) throw new OutboundError('invalid-url', 'The address is not a valid URL.')
  return url
}

const refusal = (url: URL, allowLoopback: boolean): string | undefined => {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'is not an https address'
  if (url.username !== '' || url.password !== '') return 'carries a user name or password'
  const literal = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const kind = isIP(literal) ? addressKind(literal) : undefined
  const loopback = kind === 'loopback' || isLocalhostName(url.hostname)
  if (loopback && allowLoopback) return undefined
  if (url.protocol === 'http:') return 'is not an https address'
  if (loopback || kind === 'refused') return 'is not a public address'
  if (kind === 'public') return undefined
  const name = withoutTrailingDots(url.hostname)
  return !name.includes('.') || localDomains.test(name) ? 'is not a public name' : undefined
}

/**
 * Holds a URL against the policy, as far as the URL alone tells: https with any port to public
 * names and addresses; with `allowLoopback` also http and https to `localhost` names and loopback
 * addresses, and nothing else private. Where a name leads is {@link guardLookup}'s to judge.
 *
 * Any port, because did:web and issuers use others than 443; nothing that does not speak TLS with a
 * certificate for that very name ever gets a request. A public address of this machine itself is
 * public: an issuer may well live behind the same one, and whoever can reach it could do so before.
 * Names in other alphabets are names like others: who looks alike is not who is meant, and reports
 * show them in ASCII.
 *
 * @throws OutboundError `blocked`, with the reason.
 */
export const assertAllowedUrl = (url: URL, allowLoopback: boolean): void => {
  const reason = refusal(url, allowLoopback)
  if (reason === undefined) return
  const subject = url.host === '' ? 'The address' : `The address at ${url.host}`
  throw new OutboundError('blocked', `${subject} ${reason}, so it is not fetched.`)
}
