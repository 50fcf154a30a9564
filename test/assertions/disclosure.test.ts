import t from 'tap'
import { makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('a published text that names the learner by the identifier is refused', async (t) => {
  const { admin } = await startService(t)
  const { badgeClass } = await makeBadgeClass(admin)
  const award = (recipient: object, texts: object) =>
    admin.post('/v1/assertions', { badgeClassId: badgeClass.id, recipient, ...texts })
  const email = { type: 'email', value: 'Zoe@Example.org' }
  const card = { type: 'library-card', value: '4455 6677 8899', authority: 'fen' }

  const narrative = await award(email, { narrative: 'Well done, zoe@example.ORG!' })
  t.equal(narrative.status, 400)
  t.equal(narrative.body.errors[0].field, 'narrative')
  t.notMatch(narrative.text, /zoe@example/i, 'and not repeated')

  const evidence = [{ name: 'The film' }, { description: 'Card 445566778899' }]
  const second = await award(card, { evidence })
  t.equal(second.status, 400)
  t.equal(second.body.errors[0].field, 'evidence[1].description')

  t.equal((await award(email, { narrative: 'Well done, Zoe!' })).status, 201)
  const short = { type: 'library-card', value: '12', authority: 'fen' }
  t.equal((await award(short, { narrative: 'Came 12 times.' })).status, 201, 'no card was meant')
})
