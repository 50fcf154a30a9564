import t from 'tap'
import {
  type AchievementInput,
  lintAchievement,
  openBadgeCredential,
  signCredential,
} from '../../src/credentials/index.ts'
import { award, keyIssuer, now } from './samples.ts'

const good: AchievementInput = award('did:web:badges.example').achievement

/** The fields that lint finds fault with, when one member of a good achievement is another. */
async function faults(changes: { [member: string]: unknown }): Promise<string[]> {
  const problems = await lintAchievement({ ...good, ...changes } as AchievementInput)
  return problems.map(({ field }) => field).sort()
}

t.test(
  'a good achievement has no problems, with all its members or only the required',
  async (t) => {
    t.strictSame(await lintAchievement(good), [])
    const { id, name, description } = good
    t.strictSame(await lintAchievement({ id, name, description, criteria: { narrative: 'x' } }), [])
    t.strictSame(await lintAchievement({ ...good, achievementType: 'ext:Patch' }), [])
  },
)

t.test('what would make a credential non-conforming is named by its field', async (t) => {
  const table: [string, { [member: string]: unknown }, string[]][] = [
    ['no name', { name: undefined }, ['name']],
    ['an empty name', { name: '' }, ['name']],
    ['a name that is no text', { name: 7 }, ['name']],
    ['an empty description', { description: '' }, ['description']],
    ['criteria that say nothing', { criteria: {} }, ['criteria']],
    ['a narrative that is no text', { criteria: { narrative: ['x'] } }, ['criteria.narrative']],
    ['a relative page of criteria', { criteria: { id: '/criteria/1' } }, ['criteria.id']],
    ['a script for criteria', { criteria: { id: 'javascript:alert(1)' } }, ['criteria.id']],
    ['a relative image', { image: { id: 'image.png' } }, ['image.id']],
    ['an image without an address', { image: {} }, ['image.id']],
    ['an id with a space', { id: 'https://badges.example/a b' }, ['id']],
    ['a type that there is not', { achievementType: 'Sticker' }, ['achievementType']],
    ['a language that is none', { inLanguage: 'English' }, ['inLanguage']],
    ['tags that are no texts', { tag: ['a', 7] }, ['tag.1']],
    [
      'an alignment with a relative target',
      { alignment: [{ targetName: 'x', targetUrl: 'framework/1' }] },
      ['alignment.0.targetUrl'],
    ],
    [
      'an alignment without a name, of a type that there is not',
      { alignment: [{ targetUrl: 'https://framework.example/1', targetType: 'Layer' }] },
      ['alignment.0.targetName', 'alignment.0.targetType'],
    ],
    ['a version that is a number', { version: 2 }, ['version']],
    ['something related without an id', { related: [{ version: '1' }] }, ['related.0.id']],
    ['something related by a relative id', { related: [{ id: '../1' }] }, ['related.0.id']],
    ['credits that are text', { creditsAvailable: '3' }, ['creditsAvailable']],
    ['U+0000', { description: 'a\u0000b' }, ['description']],
    ['half a character', { criteria: { narrative: '\ud83c' } }, ['criteria.narrative']],
    ['nulls', { image: { id: 'https://a.example/i.png', caption: null } }, ['image.caption']],
  ]
  for (const [what, changes, fields] of table) t.strictSame(await faults(changes), fields, what)
})

t.test('a term that no context defines is a problem', async (t) => {
  const problems = await lintAchievement({
    ...good,
    alignment: [{ targetName: 'x', targetUrl: 'https://a.example', level: '3' } as never],
  })
  t.match(problems, [{ field: '', detail: /"level"/ }])
})

t.test('whatever passes can be signed', async (t) => {
  const { did, key } = await keyIssuer()
  for (const achievement of [good, { ...good, image: undefined, tag: [] }]) {
    t.strictSame(await lintAchievement(achievement), [])
    const badge = openBadgeCredential(award(did, { achievement }))
    await t.resolves(signCredential(badge, { key, suites: ['eddsa-rdfc-2022'], created: now }))
  }
})
