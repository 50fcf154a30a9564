// Library cards wherever they come in: whose they are when nobody says, and their check digits, which
// count where a place says so and nowhere else.
import t, { type Test } from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { batchWhen, CSV, sendBatch, upload } from '../support/award-batches.ts'
import type { Client } from '../support/client.ts'
import { withJobs } from '../support/jobs.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { type Service, startService } from '../support/service.ts'

const card = (value: string, authority?: string) => ({
  type: 'library-card',
  value,
  ...(authority !== undefined && { authority }),
})

async function placeOf({ admin }: Service, settings: object, ...issuerIds: string[]) {
  const place = made(await admin.post('/v1/places', { name: 'Harbour City', settings }))
  for (const issuerId of issuerIds) {
    const asked = { issuerId, role: 'issuer-staff' }
    const invitation = made(await admin.post(`/v1/places/${place.id}/invitations`, asked))
    await admin.post(`/v1/places/${place.id}/invitations/${invitation.id}/acceptance`, undefined)
  }
  return place
}

async function library(service: Service) {
  const { issuer, badgeClass } = await makeBadgeClass(service.admin)
  const client = service.as(await makeKey(service.admin, [...SCOPES], issuer.id))
  return { issuer, badgeClass, client }
}

type Library = Awaited<ReturnType<typeof library>>

/** Every way in which a card comes in to an issuer. @returns the answer of each */
async function everyWay(t: Test, { issuer, badgeClass, client }: Library, identifier: object) {
  const badgeClassId = badgeClass.id
  const opportunity = made(
    await client.post('/v1/opportunities', { name: 'Workshop', badgeClassIds: [badgeClassId] }),
  )
  const codesFor = async (what: object) =>
    made(await client.post('/v1/claim-codes', { ...what, count: 1, kind: 'single' })).codes[0].code
  const someone = made(
    await client.post('/v1/learners', {
      identifiers: [{ type: 'email', value: `${crypto.randomUUID()}@example.org` }],
    }),
  )
  const path = `/v1/opportunities/${opportunity.id}/check-ins`
  t.ok(issuer)
  return {
    learner: await client.post('/v1/learners', { identifiers: [identifier] }),
    search: await client.post('/v1/learners/search', { identifier }),
    award: await client.post('/v1/assertions', { badgeClassId, recipient: identifier }),
    checkIn: await client.post(path, { identifier }),
    claim: await client.post('/v1/claims', {
      code: await codesFor({ badgeClassId }),
      identifier,
    }),
    claimAtOpportunity: await client.post('/v1/claims', {
      code: await codesFor({ opportunityId: opportunity.id }),
      identifier,
    }),
    application: await client.post('/v1/applications', { badgeClassId, identifier }),
    reserved: await client.post('/v1/claim-codes', {
      badgeClassId,
      count: 1,
      kind: 'single',
      reservedFor: identifier,
    }),
    added: await client.post(`/v1/learners/${someone.id}/identifiers`, { identifier }),
  }
}

/** What a batch of one row with this card, as JSON and as a cell, says of it. */
async function inBulk(client: Client, badgeClassId: string, identifier: object) {
  const { id } = await sendBatch(client, badgeClassId, [{ recipient: identifier }])
  await batchWhen(client, id, 'completed')
  const { value } = identifier as { value: string }
  const csv = await upload(
    client,
    `/v1/badge-classes/${badgeClassId}/award-batches?dryRun=true&onDuplicate=allow`,
    `library card\n${value}\n`,
    { 'content-type': CSV },
  )
  const row = (await client.get(`/v1/award-batches/${id}/results`)).text
  return {
    row: JSON.parse(row.split('\n')[0] as string),
    csv: JSON.parse(csv.text.split('\n')[0] as string),
  }
}

t.test(
  'a card without an authority is one and the same learner whichever way it comes in',
  async (t) => {
    const service = await startService(t)
    await withJobs(t, service)
    const [one, other] = [await library(service), await library(service)]
    const learnersOf = async (at: Library) => {
      const { search: before, added, ...answers } = await everyWay(t, at, card('2900 1234'))
      t.equal(before.body.data.length, 1, 'found, after it was made')
      t.equal(added.status, 409, 'it is another learner by now')
      const { learner, award, checkIn, claim, claimAtOpportunity, application } = answers
      const ids = [
        before.body.data[0].id,
        learner.body.id,
        ...[award, checkIn, claim, claimAtOpportunity, application].map(
          ({ body }) => body.learnerId,
        ),
      ]
      t.equal(new Set(ids).size, 1, ids.join(' '))
      const { row } = await inBulk(at.client, at.badgeClass.id, card('29001234'))
      t.match(row, { outcome: 'duplicate' }, 'in bulk as well')
      const [{ authority }] = learner.body.identifiers
      return { id: learner.body.id, authority }
    }
    const [here, there] = [await learnersOf(one), await learnersOf(other)]
    t.same([here.authority, there.authority], [one.issuer.id, other.issuer.id])
    t.not(here.id, there.id, 'the same number at another issuer is somebody else')

    t.comment('in a place that has one library, it is the one of the place')
    const [third, fourth] = [await library(service), await library(service)]
    await placeOf(
      service,
      { cardAuthority: 'harbour-libraries' },
      third.issuer.id,
      fourth.issuer.id,
    )
    const [again, elsewhere] = [await learnersOf(third), await learnersOf(fourth)]
    t.equal(again.authority, 'harbour-libraries')
    t.same(again, elsewhere, 'and of all its issuers')

    t.comment('in another place the same number is another card')
    const fifth = await library(service)
    await placeOf(service, { cardAuthority: 'hill-libraries' }, fifth.issuer.id)
    const hill = await learnersOf(fifth)
    t.notOk([here.id, there.id, again.id].includes(hill.id))
    const { rows } = await service.database.pool.query(
      "select count(*)::int as all, count(distinct blind_index)::int as different from learner_identifiers where type = 'library-card'",
    )
    t.same(rows, [{ all: 4, different: 4 }], 'and has another blind index')

    t.comment('the platform is no library')
    t.match(await service.admin.post('/v1/learners', { identifiers: [card('29001234')] }), {
      status: 400,
      body: { errors: [{ field: 'identifiers[0].authority' }] },
    })
    t.match(
      (
        await service.admin.post('/v1/learners/search', {
          identifier: card('29001234', 'harbour-libraries'),
        })
      ).body.data,
      [{ id: again.id }],
    )
  },
)

t.test(
  'a mistyped card is refused wherever it comes in, where the place has a scheme for it',
  async (t) => {
    const service = await startService(t)
    await withJobs(t, service)
    const harbour = await library(service)
    const settings = {
      cardAuthority: 'harbour-libraries',
      cardNumberChecks: [{ authority: 'harbour-libraries', scheme: 'luhn' }],
    }
    const place = await placeOf(service, settings, harbour.issuer.id)
    t.same(place.settings.cardNumberChecks, settings.cardNumberChecks)

    const [good, wrong] = ['7992 7398 713', '7992 7398 718']
    const fields: Record<string, string> = {
      learner: 'identifiers[0].value',
      award: 'recipient.value',
      reserved: 'reservedFor.value',
    }
    for (const given of [
      card(wrong),
      card(wrong, 'harbour-libraries'),
      card(wrong, ' harbour-libraries '),
    ]) {
      for (const [way, answer] of Object.entries(await everyWay(t, harbour, given))) {
        const field = fields[way] ?? 'identifier.value'
        t.match(answer, { status: 400, body: { errors: [{ field }] } }, way)
        t.notOk(answer.text.includes('79927398718'), 'the number is not repeated')
      }
    }
    const refused = await inBulk(harbour.client, harbour.badgeClass.id, card(wrong))
    const problem = { outcome: 'invalid', problem: { field: 'recipient.value' } }
    t.match(refused, { row: problem, csv: problem })
    t.match(
      await service.admin.post('/v1/learners', { identifiers: [card(wrong, 'harbour-libraries')] }),
      {
        status: 400,
        body: { errors: [{ field: 'identifiers[0].value' }] },
      },
      'by the platform, which knows what its places have set',
    )

    t.comment('the page tells a learner which field it is')
    const { code } = made(
      await harbour.client.post('/v1/claim-codes', {
        badgeClassId: harbour.badgeClass.id,
        count: 1,
        kind: 'single',
      }),
    ).codes[0]
    const fill = (number: string) =>
      fetch(`${service.url}/claim`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ code, card: number }).toString(),
      })
    const page = await fill(wrong)
    t.equal(page.status, 400)
    t.match(await page.text(), 'Check every digit.')
    t.equal((await fill(good)).status, 201)

    t.comment('a good one is taken everywhere')
    const { added, ...taken } = await everyWay(t, harbour, card(good))
    t.equal(added.status, 409)
    for (const [way, { status }] of Object.entries(taken)) t.ok(status < 300, `${way} ${status}`)
    t.match(await inBulk(harbour.client, harbour.badgeClass.id, card(good)), {
      row: { outcome: 'duplicate' },
      csv: { outcome: 'awarded' },
    })

    t.comment('nothing else is ever refused for its digits')
    const recipients = [
      card(wrong, 'another-library'),
      { type: 'platform-account', value: wrong, authority: 'harbour-libraries' },
      { type: 'email', value: 'sam@example.org' },
      { type: 'phone', value: '+442079460958' },
    ]
    for (const recipient of recipients) {
      made(
        await harbour.client.post('/v1/assertions', {
          badgeClassId: harbour.badgeClass.id,
          recipient,
        }),
      )
    }
    const stranger = await library(service)
    made(
      await stranger.client.post('/v1/assertions', {
        badgeClassId: stranger.badgeClass.id,
        recipient: card(wrong, 'harbour-libraries'),
      }),
    )
    const unknown = { cardNumberChecks: [{ authority: 'x', scheme: 'verhoeff' }] }
    t.match(await service.admin.patch(`/v1/places/${place.id}`, { settings: unknown }), {
      status: 400,
    })
    await service.admin.patch(`/v1/places/${place.id}`, { settings: { cardNumberChecks: null } })
    made(
      await harbour.client.post('/v1/assertions', {
        badgeClassId: harbour.badgeClass.id,
        recipient: card(wrong),
      }),
    )
  },
)
