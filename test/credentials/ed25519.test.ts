import fc from 'fast-check'
import t from 'tap'
import { ed25519Key, openSslKey, sodium, sodiumKey } from '../../src/credentials/ed25519.ts'

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 })

t.test('libsodium and OpenSSL have the same keys and make the same signatures', async (t) => {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  const [major = 0, minor = 0] = (header.glibcVersionRuntime ?? '').split('.').map(Number)
  const isBuiltFor = process.platform !== 'linux' || major > 2 || (major === 2 && minor >= 33)
  t.equal(sodium !== undefined, isBuiltFor, 'it is there where the README says so')
  if (sodium === undefined) return
  const bySodium = sodium
  fc.assert(
    fc.property(seeds, fc.uint8Array({ maxLength: 300 }), (seed, data) => {
      const one = sodiumKey(bySodium, seed)
      const other = openSslKey(seed)
      t.same(Buffer.from(one.publicKey), Buffer.from(other.publicKey))
      t.same(Buffer.from(one.sign(data)), Buffer.from(other.sign(data)))
    }),
    { numRuns: 200 },
  )
})

t.test('the first vectors of RFC 8032, section 7.1', async (t) => {
  const vectors = [
    {
      seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      data: '',
      signature:
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    },
    {
      seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      data: '72',
      signature:
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    },
  ]
  for (const { seed, publicKey, data, signature } of vectors) {
    const key = ed25519Key(Buffer.from(seed, 'hex'))
    t.equal(Buffer.from(key.publicKey).toString('hex'), publicKey)
    t.equal(Buffer.from(key.sign(Buffer.from(data, 'hex'))).toString('hex'), signature)
  }
})
