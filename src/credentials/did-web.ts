import { isIP } from 'node:net'

const dnsName =
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Whether issuers under `publicUrl` can have a did:web: the method resolves over https only and
 * forbids IP addresses (did:web, section 2.1). Others have a did:key.
 */
export function usesDidWeb(publicUrl: string): boolean {
  if (!URL.canParse(publicUrl)) return false
  const { protocol, hostname } = new URL(publicUrl)
  return protocol === 'https:' && dnsName.test(hostname)
}

/**
 * The did:web of a document that is served below `publicUrl` (did:web, section 2.5.1). A port is
 * written `%3A`.
 *
 * @param publicUrl `https://` and a DNS name, perhaps a port and a path.
 * @param pathSegments For example `['issuers', id]`: the document is at `/issuers/{id}/did.json`.
 *
 * Throws a TypeError when {@link usesDidWeb} is false for the URL.
 */
export function didWebFor(publicUrl: string, pathSegments: string[]): string {
  if (!usesDidWeb(publicUrl)) throw new TypeError('did:web needs an https URL with a DNS name.')
  const url = new URL(publicUrl)
  const base = url.pathname.split('/').filter((segment) => segment !== '')
  const segments = pathSegments.map((segment) => encodeURIComponent(segment))
  return ['did:web', encodeURIComponent(url.host), ...base, ...segments].join(':')
}

/**
 * A did:web in the one form that we keep: the domain in lower case, `%3A` before a port.
 *
 * @returns null when it is malformed, or does not name a domain: did:web forbids IP addresses. A name
 *   without a dot is one of a local network.
 */
export function canonicalDidWeb(did: string): string | null {
  const url = didWebDocumentUrl(did)
  if (url === null) return null
  const { hostname, host } = new URL(url)
  if (!dnsName.test(hostname) && !/(^|\.)localhost$/.test(hostname)) return null
  const [, ...path] = did.slice('did:web:'.length).split(':')
  return ['did:web', encodeURIComponent(host), ...path].join(':')
}

/**
 * The URL at which the DID document of a did:web lives (did:web, section 2.5.2); null when `did` is
 * malformed, or names an IP address. A bare domain has its document at `/.well-known/did.json`.
 */
export function didWebDocumentUrl(did: string): string | null {
  if (!/^did:web:[A-Za-z0-9._%:-]+$/.test(did)) return null
  const [authority = '', ...path] = did.slice('did:web:'.length).split(':')
  if (path.includes('') || !/^[A-Za-z0-9.-]+(%3A[0-9]{1,5})?$/i.test(authority)) return null
  const [host = '', port] = authority.toLowerCase().split('%3a')
  // A percent-encoded dot or slash would climb out of the path that the DID spells.
  if (isIP(host) !== 0 || path.some((segment) => /^\.+$|%2f|%2e|%5c|%00/i.test(segment)))
    return null
  const place = path.length === 0 ? '.well-known' : path.join('/')
  const url = `https://${host}${port ? `:${port}` : ''}/${place}/did.json`
  return URL.canParse(url) ? url : null
}
