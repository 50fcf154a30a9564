// npm run verify:elsewhere -- <credential URL>
//
// Verifies a credential with @digitalcredentials/verifier-core, a verifier that is not ours and
// shares no code with ours, and prints what it checked and what it found. It asks nobody but the
// origin of the credential, and the domain that its issuer is identified by: what it would fetch from
// anywhere else, it goes without.

import { verifyCredential } from '@digitalcredentials/verifier-core'

const [url] = process.argv.slice(2)
if (url === undefined || !URL.canParse(url)) {
  process.stderr.write('Name the URL of a credential: npm run verify:elsewhere -- <URL>\n')
  process.exit(2)
}
const allowed = [new URL(url).origin]

const unrestricted = globalThis.fetch
globalThis.fetch = async (input, init) => {
  const target = input instanceof Request ? input.url : String(input)
  if (!allowed.includes(new URL(target).origin)) throw new TypeError('fetch failed')
  return unrestricted(input, init)
}
// The library prints the stack of every fetch that failed, and reports it besides.
Object.assign(globalThis.console, { error: () => undefined, log: () => undefined })

const response = await fetch(url, { headers: { accept: 'application/ld+json' } })
if (!response.ok) {
  process.stderr.write(`The credential cannot be read: ${response.status}.\n`)
  process.exit(1)
}
const credential = (await response.json()) as { issuer: { id: string } }
const [, , domain] = /^did:(web):([^:]+)/.exec(credential.issuer.id) ?? []
if (domain !== undefined) allowed.push(`https://${decodeURIComponent(domain)}`)
const { log = [], errors = [] } = await verifyCredential({
  credential,
  knownDIDRegistries: [],
})
for (const { id, valid } of log) {
  // No registry was asked: whether the issuer stands in one is another question.
  if (id === 'registered_issuer') continue
  process.stdout.write(`${id}: ${valid === undefined ? 'not checked' : valid ? 'yes' : 'NO'}\n`)
}
for (const { message } of errors) process.stdout.write(`error: ${message}\n`)
const sound = log.every(({ id, valid }) => id === 'registered_issuer' || valid !== false)
process.exitCode = errors.length === 0 && sound ? 0 : 1
