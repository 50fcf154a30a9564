// How many deliveries may be under way, and to whom: one that keeps us waiting harms no other.
import t from 'tap'
import { createTurns } from '../../src/webhooks/turns.ts'

/** Turns by a clock of their own. */
function start() {
  const clock = { ms: 0 }
  const turns = createTurns(() => clock.ms)
  const room = (share: 'quick' | 'slow', endpointId: string) => {
    const { limit, each, rooms } = turns[share]()
    return limit === 0 ? 0 : (rooms.get(endpointId) ?? each)
  }
  /** Delivers one that takes so long. */
  const deliver = (endpointId: string, ms: number) => {
    const end = turns.begin(endpointId)
    clock.ms += ms
    end()
  }
  return { turns, room, deliver }
}

t.test('an endpoint has four under way at most', async (t) => {
  const { turns, room } = start()
  const ends = [1, 2, 3, 4].map(() => turns.begin('a'))
  t.equal(room('quick', 'a'), 0)
  t.equal(room('quick', 'b'), 4)
  ends[0]?.()
  t.equal(room('quick', 'a'), 1)
  t.equal(turns.quick().limit, 197)
})

t.test('where none was slow, or each has its one, there is nothing to look for', async (t) => {
  const { turns, deliver } = start()
  t.equal(turns.slow().limit, 0)
  deliver('a', 15_000)
  deliver('b', 15_000)
  t.equal(turns.slow().limit, 2)
  turns.begin('a')
  t.equal(turns.slow().limit, 1)
  turns.begin('b')
  t.equal(turns.slow().limit, 0)
})

t.test('one that was slow has one at a time until it is quick again', async (t) => {
  const { turns, room, deliver } = start()
  t.equal(room('slow', 'a'), 0)
  deliver('a', 15_000)
  t.equal(room('quick', 'a'), 0)
  t.equal(room('slow', 'a'), 1)
  t.equal(room('slow', 'b'), 0)
  const end = turns.begin('a')
  t.equal(room('slow', 'a'), 0)
  end()
  t.equal(room('quick', 'a'), 4)
  t.equal(room('slow', 'a'), 0)
})

t.test('slow ones leave the others half of all, however many they are', async (t) => {
  const { turns, room, deliver } = start()
  const slow = Array.from({ length: 300 }, (_, at) => `slow-${at}`)
  for (const endpointId of slow) deliver(endpointId, 3_000)
  t.equal(turns.slow().limit, 100)
  for (const endpointId of slow.slice(0, 100)) turns.begin(endpointId)
  t.equal(turns.slow().limit, 0)
  t.equal(turns.quick().limit, 100)
  t.equal(room('quick', 'a'), 4)
})
