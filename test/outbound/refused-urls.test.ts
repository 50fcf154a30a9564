import type { LookupFunction } from 'node:net'
import fc from 'fast-check'
import t from 'tap'
import { createOutboundClient } from '../../src/outbound/index.ts'
import { failureOf } from './failure-of.ts'
import { startServer } from './loopback-server.ts'

const accept = 'application/json'

// The worst name server: every name it is asked for leads to this machine.
const asked = new Set<string>()
const everythingIsHere: LookupFunction = (hostname, _options, callback) => {
  asked.add(hostname)
  callback(null, [{ address: '127.0.0.1', family: 4 }])
}

const hexOf = (address: string) =>
  address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))

/** PORT stands for the port of the server that must not be contacted. */
const neverFetched = [
  // IPv4 in every notation that the URL standard reads
  'https://127.0.0.1:PORT/',
  'https://127.0.0.1.:PORT/',
  'https://127.1:PORT/',
  'https://127.0.1:PORT/',
  'https://2130706433:PORT/',
  'https://0x7f000001:PORT/',
  'https://0x7F.0x0.0x0.0x1:PORT/',
  'https://0177.0.0.01:PORT/',
  'https://017700000001:PORT/',
  'https://127.0.0.0x1:PORT/',
  'https://127.255.255.254:PORT/',
  'https://0:PORT/',
  'https://0.0.0.0:PORT/',
  'https://0.1.2.3:PORT/',
  'https://10.0.0.1:PORT/',
  'https://0xa.1:PORT/',
  'https://172.16.0.1:PORT/',
  'https://172.31.255.255:PORT/',
  'https://192.168.1.1:PORT/',
  'https://3232235777:PORT/',
  'https://100.64.0.1:PORT/',
  'https://100.100.100.200/latest/meta-data/',
  'https://169.254.169.254/latest/meta-data/',
  'https://0xa9fea9fe/latest/meta-data/',
  'https://0251.0376.0251.0376/latest/meta-data/',
  'https://168.63.129.16/machine',
  'https://192.0.0.192/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://203.0.113.1/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  // IPv6
  'https://[::1]:PORT/',
  'https://[0:0:0:0:0:0:0:1]:PORT/',
  'https://[::]:PORT/',
  'https://[::ffff:127.0.0.1]:PORT/',
  'https://[::ffff:7f00:1]:PORT/',
  'https://[::ffff:169.254.169.254]:PORT/',
  'https://[::ffff:8.8.8.8]:PORT/',
  'https://[::127.0.0.1]:PORT/',
  'https://[64:ff9b::127.0.0.1]:PORT/',
  'https://[64:ff9b:1::10.0.0.1]:PORT/',
  'https://[2002:7f00:1::]:PORT/',
  'https://[2001:0:7f00:1::]:PORT/',
  'https://[fe80::1]:PORT/',
  'https://[fec0::1]:PORT/',
  'https://[fc00::1]:PORT/',
  'https://[fd00:ec2::254]/latest/meta-data/',
  'https://[ff02::1]:PORT/',
  'https://[2001:db8::1]:PORT/',
  // names that are local, whatever they resolve to, and names that resolve to here
  'https://localhost:PORT/',
  'https://LOCALHOST:PORT/',
  'https://localhost.:PORT/',
  'https://issuer.localhost:PORT/',
  'https://ip6-localhost:PORT/',
  'https://metadata:PORT/',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://metadata.google.internal./computeMetadata/v1/',
  'https://printer.local:PORT/',
  'https://nas.home.arpa:PORT/',
  'https://127.0.0.1.nip.io:PORT/',
  'https://issuer.example.com:PORT/',
  'https://issuer.example.com.:PORT/',
  // characters that the URL standard maps to others
  'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/',
  'https://１２７.０.０.１:PORT/',
  'https://127。0。0。1:PORT/',
  'https://①②⑦.⓪.⓪.①:PORT/',
  'https://lo\u00adcalhost:PORT/',
  'https://127.0.0.1%2f@issuer.example.com:PORT/',
  'https://127.0.0.1\\@issuer.example.com:PORT/',
  'https:127.0.0.1:PORT/',
  ' \thttps://local\nhost:PORT/ ',
  // user names and passwords
  'https://issuer:hush@issuer.example.com:PORT/',
  'https://issuer@issuer.example.com:PORT/',
  'https://:hush@issuer.example.com:PORT/',
  'https://issuer.example.com@127.0.0.1:PORT/',
  // other schemes
  'http://127.0.0.1:PORT/',
  'http://issuer.example.com:PORT/',
  'http://8.8.8.8:PORT/',
  'ws://127.0.0.1:PORT/',
  'wss://127.0.0.1:PORT/',
  'ftp://127.0.0.1:PORT/',
  'file:///etc/passwd',
  'file://127.0.0.1/etc/passwd',
  'data:application/json,{}',
  'blob:https://issuer.example.com/0b8a7c5e',
  'about:blank',
  'javascript:1',
  'gopher://127.0.0.1:PORT/_GET',
  'jar:https://127.0.0.1:PORT/',
  'unix:/var/run/docker.sock',
  'did:web:127.0.0.1',
]

const notUrls = ['', ' ', 'issuer', '//127.0.0.1/', 'https://', 'https://127.0.0.1:99999/']
const alsoNotUrls = [
  'https://256.0.0.1/',
  'https://[::1/',
  'https://a b/',
  'https://[fe80::1%25lo]/',
]

t.test('a production client contacts nobody for any of these', async (t) => {
  const server = await startServer(t, (_request, response) => response.end('{}'))
  const client = createOutboundClient({ allowLoopback: false, lookup: everythingIsHere })
  t.teardown(() => client.close())
  for (const template of neverFetched) {
    const url = `${template.replace('PORT', String(server.port))}?token=hush-hush`
    const outcome = await failureOf(client.get(url, { accept, timeoutMs: 2000 }))
    t.match(outcome, { code: 'blocked', message: /^[^?]+\.$/ }, JSON.stringify(template))
    t.notMatch(outcome, { message: /hush/ }, 'and says so without repeating secrets')
  }
  t.same(
    [...asked].sort(),
    ['127.0.0.1.nip.io', 'issuer.example.com', 'issuer.example.com.'],
    'local names are not even looked up',
  )
  const control = createOutboundClient({ allowLoopback: true })
  t.teardown(() => control.close())
  await control.get(`http://127.0.0.1:${server.port}/`, { accept })
  t.equal(server.contacts(), 1, 'the server can be contacted, and was by the control alone')
})

t.test('what is no URL is said to be none, unquoted', async (t) => {
  const client = createOutboundClient({ allowLoopback: true, lookup: everythingIsHere })
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
  const client = createOutboundClient({ allowLoopback: true, lookup: everythingIsHere })
  t.teardown(() => client.close())
  const stillRefused = [
    'http://10.0.0.1:PORT/',
    'https://10.0.0.1:PORT/',
    'http://192.168.1.1:PORT/',
    'http://169.254.169.254/',
    'https://169.254.169.254/',
    'http://0.0.0.0:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'https://[::ffff:127.0.0.1]:PORT/',
    'http://issuer.example.com:PORT/',
    'http://localhost.example.com:PORT/',
    'http://notlocalhost:PORT/',
    'http://8.8.8.8/',
    'http://issuer:hush@127.0.0.1:PORT/',
    'http://issuer@127.0.0.1:PORT/',
    'http://:hush@127.0.0.1:PORT/',
    'ftp://127.0.0.1:PORT/',
  ]
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
