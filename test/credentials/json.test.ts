import t from 'tap'
import { withoutEmpty } from '../../src/credentials/json.ts'

t.test(
  'members that are undefined or an empty array go; every other stays, in its order',
  async (t) => {
    const kept = withoutEmpty({ b: 0, a: '', gone: undefined, none: [], some: [1], not: false })
    t.same(Object.entries(kept), [
      ['b', 0],
      ['a', ''],
      ['some', [1]],
      ['not', false],
    ])
  },
)

t.test('a member called __proto__ is one like any other', async (t) => {
  const kept = withoutEmpty(JSON.parse('{"__proto__":{"type":"Forged"},"id":"urn:uuid:1"}'))
  t.equal(JSON.stringify(kept), '{"__proto__":{"type":"Forged"},"id":"urn:uuid:1"}')
  t.equal(Object.getPrototypeOf(kept), Object.prototype)
})
