import fc from 'fast-check'
import t from 'tap'
import { createVault, VaultError } from '../src/vault.ts'

const vault = createVault(Buffer.alloc(32, 1))

t.test('what was sealed opens to the same bytes, and is never sealed alike twice', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, place) => {
      const sealed = vault.seal(bytes, place)
      return (
        vault.open(sealed, place).equals(Buffer.from(bytes)) &&
        !sealed.equals(vault.seal(bytes, place))
      )
    }),
  )
  t.equal(vault.open(vault.seal('Zoë 🎉', 'name'), 'name').toString(), 'Zoë 🎉')
})

t.test('a changed byte, another place or another key does not open', async (t) => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.integer({ min: 1, max: 255 }), (text, at, change) => {
      const sealed = vault.seal(text, 'place')
      const position = at % sealed.length
      sealed[position] = (sealed[position] as number) ^ change
      try {
        vault.open(sealed, 'place')
        return false
      } catch (error) {
        return error instanceof VaultError
      }
    }),
  )
  const sealed = vault.seal('text', 'place')
  t.throws(() => vault.open(sealed, 'another'), VaultError)
  t.throws(() => createVault(Buffer.alloc(32, 2)).open(sealed, 'place'), VaultError)
  t.throws(() => vault.open(Buffer.alloc(3), 'place'), VaultError)
})

t.test('keyed hashes depend on the key, the purpose and every part by itself', async (t) => {
  const hash = vault.keyedHash('purpose', 'a', 'bc')
  t.ok(hash.equals(vault.keyedHash('purpose', 'a', 'bc')))
  for (const other of [
    vault.keyedHash('purpose', 'ab', 'c'),
    vault.keyedHash('purpose', 'abc'),
    vault.keyedHash('another', 'a', 'bc'),
    createVault(Buffer.alloc(32, 2)).keyedHash('purpose', 'a', 'bc'),
  ]) {
    t.notOk(hash.equals(other))
  }
})

t.test('keyed hashes stay what they are when only the sealing key is another', async (t) => {
  const [root, sealing] = [Buffer.alloc(32, 3), Buffer.alloc(32, 4)]
  const before = createVault(Buffer.alloc(32, 1), root)
  const after = createVault(sealing, root)
  t.same(before.keyedHash('purpose', 'a'), after.keyedHash('purpose', 'a'))
  t.notSame(before.keyedHash('purpose', 'a'), createVault(sealing).keyedHash('purpose', 'a'))
  t.throws(() => after.open(before.seal('text', 'place'), 'place'), VaultError)
})
