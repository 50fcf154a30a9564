// The service cannot be used as a weapon: whatever URL it is given, it fetches nothing that it should
// not. The URLs are those of test/outbound/ssrf-table.ts; what servers answer in bad faith is in
// bad-faith.test.ts.
import t, { type Test } from 'tap'
import { startServer } from '../outbound/loopback-server.ts'
import {
  everythingIsHere,
  lookedUp,
  neverFetched,
  refusedAnswers,
  refusedRedirects,
  stillRefused,
} from '../outbound/ssrf-table.ts'
import { startService } from '../support/service.ts'
import { strangersBadge } from './strangers.ts'

t.jobs = 3

/** A server that must not be contacted. */
const trap = (t: Test) => startServer(t, (_request, response) => response.end('{}'))

t.test(
  'none of these is fetched, whether it is presented or named in a badge',
  { buffered: true },
  async (t) => {
    const server = await trap(t)
    const { lookup, asked } = everythingIsHere()
    const service = await startService(t, { env: { OUTBOUND_ALLOW_LOOPBACK: 'false' }, lookup })
    const anybody = service.as(null)
    for (const template of neverFetched) {
      const url = template.replace('PORT', String(server.port))
      const presented = await anybody.post('/v1/verify', { url })
      if (template.startsWith('data:')) {
        t.equal(presented.body.verdict, 'invalid', `${template} holds what is verified`)
      } else if (presented.status === 200) {
        const [retrieval] = presented.body.checks
        t.equal(`${presented.body.verdict} ${retrieval.code}`, 'inconclusive blocked', template)
      } else {
        t.equal(presented.status, 400, `${template} is no web address`)
      }
      // What is no IRI cannot be signed as one.
      const issuer = URL.parse(url)?.href ?? 'urn:x'
      const credential = await strangersBadge({ statusListCredential: issuer })
      const named = await anybody.post('/v1/verify', { credential })
      t.equal(named.status, 200)
      t.not(named.body.verdict, 'valid', `${template} as a status list`)
      const issued = await anybody.post('/v1/verify', {
        credential: await strangersBadge({ issuer }),
      })
      t.match(issued.body.verdict, /^in/, `${template} as an issuer`)
    }
    t.equal(server.contacts(), 0)
    t.same([...asked].sort(), lookedUp)
  },
)

t.test(
  'a name is worth what its addresses are, at the moment of connecting',
  { buffered: true },
  async (t) => {
    const server = await trap(t)
    let answer: string[] = []
    const service = await startService(t, {
      env: { OUTBOUND_ALLOW_LOOPBACK: 'false' },
      lookup: (_hostname, _options, callback) =>
        callback(
          null,
          answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ),
    })
    for (const [index, addresses] of refusedAnswers.entries()) {
      answer = addresses
      const url = `https://n${index}.library.org:${server.port}/`
      const { body } = await service.as(null).post('/v1/verify', { url })
      t.equal(`${body.verdict} ${body.checks[0].code}`, 'inconclusive blocked', addresses.join())
    }
    t.equal(server.contacts(), 0)
  },
)

t.test('in development too, loopback is all that opens', { buffered: true }, async (t) => {
  const server = await trap(t)
  let asked = 0
  // Another address each time: a name that changes between two look-ups.
  const service = await startService(t, {
    lookup: (hostname, _options, callback) => {
      asked += 1
      const isHere = hostname === 'localhost' && asked % 2 === 1
      callback(null, [{ address: isHere ? '127.0.0.1' : '10.0.0.1', family: 4 }])
    },
  })
  const outcomeOf = async (url: string) => {
    const { body } = await service.as(null).post('/v1/verify', { url })
    return body.checks?.[0].code ?? 'no web address'
  }
  for (const template of stillRefused) {
    const url = template.replace('PORT', String(server.port))
    t.match(await outcomeOf(url), /^(blocked|no web address)$/, template)
  }
  const redirecting = await startServer(t, ({ url = '' }, response) => {
    const location = refusedRedirects[Number(url.slice(1))] ?? `http://localhost:PORT/`
    response.writeHead(302, { location: location.replace('PORT', String(server.port)) }).end()
  })
  for (const [index, location] of refusedRedirects.entries()) {
    const url = `http://127.0.0.1:${redirecting.port}/${index}`
    t.equal(await outcomeOf(url), 'blocked', location)
  }
  t.equal(server.contacts(), 0)
  asked = 0
  const changing = `http://localhost:${redirecting.port}/0x`
  t.equal(await outcomeOf(changing), 'blocked', 'a name that changes between two hops')
  t.equal(server.contacts(), 0)
})
