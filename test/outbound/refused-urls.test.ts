import fc from 'fast-check'
import t from 'tap'
import { createOutboundClient } from '../../src/outbound/index.ts'
import { failureOf } from './failure-of.ts'
import { startServer } from './loopback-server.ts'
import { everythingIsHere, lookedUp, neverFetched, stillRefused } from './ssrf-table.ts'

const accept = 'application/json'

const hexOf = (address: string) =>
  address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))

const notUrls = ['', ' ', 'issuer', '//127.0.0.1/', 'https://', 'https://127.0.0.1:99999/']
const alsoNotUrls = [
  'https://256.0.0.1/',
  'https://[::1/',
  'https://a b/',
  'https://[fe80::1%25lo]/',
]

t.test('a production client contacts nobody for any of these', async (t) => {
  const server = await startServer(t, (_request, response) => response.end('{}'))
  const { lookup, asked } = everythingIsHere()
  const client = createOutboundClient({ allowLoopback: false, lookup })
  t.teardown(() => client.close())
  for (const template of neverFetched) {
    const url = `${template.replace('PORT', String(server.port))}?token=hush-hush`
    const outcome = await failureOf(client.get(url, { accept, timeoutMs: 2000 }))
    t.match(outcome, { code: 'blocked', message: /^[^?]+\.$/ }, JSON.stringify(template))
    t.notMatch(outcome, { message: /hush/ }, 'and says so without repeating secrets')
  }
  t.same([...asked].sort(), lookedUp, 'local names are not even looked up')
  const control = createOutboundClient({ allowLoopback: true })
  t.teardown(() => control.close())
  await control.get(`http://127.0.0.1:${server.port}/`, { accept })
  t.equal(server.contacts(), 1, 'the server can be contacted, and was by the control alone')
})

t.test('what is no URL is said to be none, unquoted', async (t) => {
  const client = createOutboundClient({ allowLoopback: true, lookup: everythingIsHere().lookup })
  for (const text of [
    ...notUrls,
    ...alsoNotUrls,
    `https://issuer.example.com/${'a'.repeat(2048)}`,
  ]) {
    t.same(await failureOf(client.get(text, { accept })), {
      code: 'invalid-url',
      message: 'The address is not a valid URL.',
    })
  }
})

t.test('a development client opens loopback and nothing else', async (t) => {
  const server = await startServer(t, (_request, response) => response.end('{}'))
  const client = createOutboundClient({ allowLoopback: true, lookup: everythingIsHere().lookup })
  t.teardown(() => client.close())
  for (const template of stillRefused) {
    const url = template.replace('PORT', String(server.port))
    t.match(
      await failureOf(client.get(url, { accept, timeoutMs: 2000 })),
      { code: 'blocked' },
      template,
    )
  }
  t.equal(server.contacts(), 0)
  for (const host of [
    '127.0.0.1',
    'localhost',
    'LocalHost',
    'localhost.',
    'a.localhost',
    '0x7f.1',
  ]) {
    const { status } = await client.get(`http://${host}:${server.port}/`, { accept })
    t.equal(status, 200, host)
  }
})

t.test('no address of a private range gets through in any notation', async (t) => {
  const client = createOutboundClient({ allowLoopback: false })
  const octet = fc.integer({ min: 0, max: 255 })
  const privateAddress = fc.oneof(
    fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
    fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
  )
  const notations: ((address: string) => string)[] = [
    (address) => address,
    (address) => String(Number(`0x${hexOf(address).join('')}`)),
    (address) => `0x${hexOf(address).join('')}`,
    (address) => address.replace(/\d+/g, (part) => `0${Number(part).toString(8)}`),
    (address) => address.replace(/\d+/g, (part) => `0x${Number(part).toString(16)}`),
    (address) => `[::ffff:${address}]`,
    (address) => `[::${address}]`,
    (address) => `[64:ff9b::${address}]`,
    (address) =>
      `[2002:${hexOf(address)
        .join('')
        .replace(/^(.{4})/, '$1:')}::1]`,
  ]
  await fc.assert(
    fc.asyncProperty(privateAddress, fc.constantFrom(...notations), async (parts, notation) => {
      const url = `https://${notation(parts.join('.'))}/`
      return (await failureOf(client.get(url, { accept, timeoutMs: 1000 }))).code === 'blocked'
    }),
  )
  t.pass('each of them was blocked')
})
