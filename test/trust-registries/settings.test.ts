// The file that names the registries, and what registries are made of.
import { writeFileSync } from 'node:fs'
import t from 'tap'
import { ConfigError } from '../../src/config/index.ts'
import { createLog } from '../../src/log.ts'
import { OutboundError, type OutboundResponse } from '../../src/outbound/index.ts'
import { createTrustRegistries, readTrustSettings } from '../../src/trust-registries/index.ts'

const log = createLog('silent', { write: () => undefined })

t.test('a file that cannot be used stops the start with a sentence', async (t) => {
  t.strictSame(readTrustSettings(undefined), { registries: [], required: false })
  const file = `${t.testdir()}/registries.json`
  const refused = (content: string) => {
    writeFileSync(file, content)
    t.throws(() => readTrustSettings(file), ConfigError, content)
  }
  t.throws(() => readTrustSettings(`${file}.none`), { message: /^ISSUER_REGISTRIES must name/ })
  for (const settings of [
    {},
    [],
    { registries: [{ name: 'x' }] },
    { registries: [{ name: '', url: 'https://a.example' }] },
    { registries: [{ name: 'x', url: 'ftp://a.example' }] },
    { registries: [{ name: 'x', url: 'https://a.example', issuers: {} }] },
    { registries: [], required: 'yes' },
    { registries: [], more: 1 },
  ]) {
    refused(JSON.stringify(settings))
  }
  refused('{')
  writeFileSync(file, JSON.stringify({ registries: [], required: true }))
  t.strictSame(readTrustSettings(file), { registries: [], required: true })
})

/** One registry at an URL that answers so, asked about an issuer. */
async function ask(answer: () => unknown) {
  const registries = createTrustRegistries(
    { registries: [{ name: 'A', url: 'https://a.example/registry.json' }], required: true },
    {
      log,
      now: () => new Date(),
      outbound: {
        get: async () => ({ status: 200, json: answer }) as unknown as OutboundResponse,
      },
    },
  )
  return registries.find('did:example:1')
}

t.test('what is no registry counts as not read', async (t) => {
  const unread = { listings: [], unread: ['A'], required: true }
  for (const answer of [null, [], {}, { registry: [] }, { registry: 7 }, 'x']) {
    t.strictSame(await ask(() => answer), unread, JSON.stringify(answer))
  }
  const broken = () => {
    throw new OutboundError('malformed', 'a.example answered with something that is not JSON.')
  }
  t.strictSame(await ask(broken), unread)
  const listed = (entry: unknown) => ask(() => ({ registry: { 'did:example:1': entry } }))
  t.match(await listed({ name: 'One' }), { listings: [{ registry: 'A', name: 'One' }], unread: [] })
  t.match(await listed({}), { listings: [{ name: 'did:example:1' }] }, 'without a name by its id')
  t.match(await listed('One'), { listings: [], unread: [] })
  t.match(await ask(() => ({ registry: { constructor: {} } })), { listings: [] })
})
