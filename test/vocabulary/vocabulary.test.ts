// The words that a programme shares, and targets of alignments that their address alone names.
import t from 'tap'
import { makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

t.test('layers, themes and destinations are told as data', async (t) => {
  const { admin, as } = await startService(t)
  const { status, body } = await admin.get('/v1/vocabulary')
  t.equal(status, 200)
  const names = (terms: { name: string }[]) => terms.map(({ name }) => name)
  t.same(names(body.layers), ['Engage', 'Participate', 'Demonstrate', 'Lead'])
  t.same(names(body.destinations), ['Education', 'Enterprise', 'Employability', 'Civic engagement'])
  t.ok(body.themes.length > 3)
  t.equal((await as(null).get(body.layers[0].url)).status, 200)
})

t.test('an alignment with ESCO or CASE says so, whoever left it out', async (t) => {
  const { admin } = await startService(t)
  const skill = 'http://data.europa.eu/esco/skill/a59708e3-e654-4e37-8b8a-741c3b756eee'
  const item =
    'https://standards.example.org/ims/case/v1p0/CFItems/5f1c3d2e-0b1a-4c3d-8e5f-6a7b8c9d0e1f'
  const { badgeClass } = await makeBadgeClass(admin, {
    badgeClass: {
      alignments: [
        { targetName: 'audio editing', targetUrl: skill },
        { targetName: 'edit sound', targetUrl: item, targetFramework: 'Media standard' },
        { targetName: 'own', targetUrl: 'https://skills.example.org/own' },
        { targetName: 'x', targetUrl: skill, targetType: 'ext:Skill', targetCode: 'S1' },
      ],
    },
  })
  t.same(badgeClass.alignments, [
    {
      targetName: 'audio editing',
      targetUrl: skill,
      targetFramework: 'ESCO',
      targetType: 'ceasn:Competency',
      targetCode: 'a59708e3-e654-4e37-8b8a-741c3b756eee',
    },
    {
      targetName: 'edit sound',
      targetUrl: item,
      targetFramework: 'Media standard',
      targetType: 'CFItem',
      targetCode: '5f1c3d2e-0b1a-4c3d-8e5f-6a7b8c9d0e1f',
    },
    { targetName: 'own', targetUrl: 'https://skills.example.org/own' },
    {
      targetName: 'x',
      targetUrl: skill,
      targetFramework: 'ESCO',
      targetType: 'ext:Skill',
      targetCode: 'S1',
    },
  ])
})
