import t from 'tap'
import { foreignEnvironment } from '../../src/verifications/foreign-environment.ts'

// Where the document of a did:web comes from.

/** What is found when every address leads on to another. */
function leadingTo(source: (url: string) => string) {
  const refuse = async () => {
    throw new Error('not asked for')
  }
  return foreignEnvironment({
    any: refuse,
    json: async (url) => ({ json: { id: 'a document' }, source: source(url) }),
  })
}

t.test('a server that redirects to another one does not lend it its name', async (t) => {
  const { resolveDid } = leadingTo(() => 'https://evil.example/did.json')
  t.match(await resolveDid('did:web:library.example:go:evil.example'), { unavailable: String })
  t.match(await resolveDid('did:web:library.example'), { document: {} }, 'a path for nobody else')
})

t.test('it may redirect to another address of its own', async (t) => {
  const { resolveDid } = leadingTo((url) => new URL('/elsewhere', url).href)
  t.match(await resolveDid('did:web:library.example:issuers:7'), { document: {} })
})
