// Names are looked up without blocking anything, and judged by what the DNS really answers.
import { pbkdf2 } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { createLookup, createOutboundClient } from '../../src/outbound/index.ts'
import { failureOf } from './failure-of.ts'
import { startServer } from './loopback-server.ts'

const accept = 'application/json'

/** A name server on loopback. What it says of any name: an IPv4 address, or nothing at all. */
const nameServer = async (t: Test, says: (asked: number) => string | undefined) => {
  const socket = createSocket('udp4')
  let asked = 0
  socket.on('message', (query, { port }) => {
    const isV4 = query.subarray(-5, -4)[0] === 0 && query.at(-3) === 1
    const address = isV4 ? says(asked) : ''
    if (isV4) asked += 1
    if (address === undefined) return
    // The question comes back with the flags of an answer (RFC 1035, section 4.1), perhaps with one.
    const end = query.indexOf(0, 12) + 5
    const header = Buffer.from([query[0] ?? 0, query[1] ?? 0, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0])
    const answer = [header, query.subarray(12, end)]
    if (address !== '') {
      header[7] = 1
      const octets = address.split('.').map(Number)
      answer.push(Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...octets]))
    }
    socket.send(Buffer.concat(answer), port, '127.0.0.1')
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.teardown(() => void socket.close())
  return { address: `127.0.0.1:${socket.address().port}`, asked: () => asked }
}

t.test('a name is judged by the address that its own name server gives', async (t) => {
  const server = await startServer(t, (_request, response) => response.end('{}'))
  const addresses = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '0.0.0.0', '192.168.0.1']
  const dns = await nameServer(t, (asked) => addresses[asked])
  const client = createOutboundClient({
    allowLoopback: false,
    lookup: createLookup([dns.address]),
  })
  for (const address of addresses) {
    const url = `https://issuer.library.org:${server.port}/`
    t.match(await failureOf(client.get(url, { accept })), { code: 'blocked' }, address)
  }
  t.equal(dns.asked(), addresses.length)
  t.equal(server.contacts(), 0)
})

t.test('a name without addresses is unreachable', async (t) => {
  const dns = await nameServer(t, () => '')
  const client = createOutboundClient({ allowLoopback: false, lookup: createLookup([dns.address]) })
  const fetching = client.get('https://issuer.library.org/', { accept })
  t.match(await failureOf(fetching), { code: 'unreachable' })
})

t.test('localhost is known without asking anybody', async (t) => {
  const dns = await nameServer(t, () => '8.8.8.8')
  const server = await startServer(t, (_request, response) => response.end('{}'))
  const client = createOutboundClient({ allowLoopback: true, lookup: createLookup([dns.address]) })
  for (const host of ['localhost', 'LOCALHOST', 'localhost.', 'a.localhost']) {
    const { status } = await client.get(`http://${host}:${server.port}/`, { accept })
    t.equal(status, 200, host)
  }
  t.equal(dns.asked(), 0)
})

t.test('a hundred names whose server keeps silent hold up nothing', async (t) => {
  const dns = await nameServer(t, () => undefined)
  const client = createOutboundClient({ allowLoopback: false, lookup: createLookup([dns.address]) })
  t.teardown(() => client.close())
  const stuck = Array.from({ length: 100 }, (_, index) =>
    failureOf(client.get(`https://n${index}.library.org/`, { accept, timeoutMs: 600 })),
  )
  const began = performance.now()
  // Done by the threads that the look-up of the system would occupy.
  await promisify(pbkdf2)('a', 'b', 1, 32, 'sha256')
  t.ok(performance.now() - began < 300)
  for (const { code } of await Promise.all(stuck)) t.equal(code, 'timeout')
})
