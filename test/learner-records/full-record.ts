import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '../support/client.ts'
import { lastCode } from '../support/outbox.ts'
import { badgeClassInput, made, makeBadgeClass, makeKey } from '../support/programme.ts'
import type { Service } from '../support/service.ts'

/** What everybody has to do with: the same activity, place and pathway, so that records overlap. */
export type Stage = Awaited<ReturnType<typeof makeStage>>

const YEAR_MS = 365 * 86_400_000

export function put(client: Client, path: string, body: object) {
  return client.send('PUT', path, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
}

async function ok(answer: ReturnType<Client['get']>) {
  const { status, text, body } = await answer
  if (status >= 300) throw new Error(`${status} ${text}`)
  return body
}

export async function makeStage({ admin, as }: Service) {
  const { issuer, badgeClass } = await makeBadgeClass(admin)
  const badgeNamed = async (name: string, more: object = {}) =>
    made(
      await admin.post('/v1/badge-classes', {
        issuerId: issuer.id,
        ...badgeClassInput,
        name,
        ...more,
      }),
    ).id as string
  const reviewed = await badgeNamed('Reviewed', { assessment: { by: 'peer' } })
  const reward = await badgeNamed('Reward')
  const steps = [{ id: 'one', name: 'One', requires: { badgeClass: badgeClass.id } }]
  const pathway = made(await admin.post('/v1/pathways', { name: 'P', steps, awards: reward }))
  const place = made(await admin.post('/v1/places', { name: 'Harbour' }))
  const opportunity = made(
    await admin.post('/v1/opportunities', {
      issuerId: issuer.id,
      name: 'Podcasting',
      badgeClassIds: [badgeClass.id],
    }),
  )
  const texts: Record<string, string> = {}
  for (const purpose of ['public-name', 'equality-monitoring']) {
    const input = { purpose, language: 'en', wording: 'I agree.' }
    texts[purpose] = made(await admin.post('/v1/consent-texts', input)).id
  }
  const { id: endorserId } = made(
    await admin.post('/v1/issuers', { name: 'Radio', url: 'https://radio.example.org' }),
  )
  const scopes = ['learners:read', 'learners:write', 'applications:review', 'applications:write']
  const library = as(await makeKey(admin, scopes, issuer.id))
  return {
    ...{ issuer, badgeClassId: badgeClass.id as string, reviewed, reward, pathway, place },
    ...{ opportunity, texts, endorserId, library },
  }
}

/**
 * A learner about whom there is something in every table that has learners, who says and is told what
 * the marks say: texts that stand nowhere else.
 */
export async function makeFullRecord(service: Service, stage: Stage, called: string) {
  const { admin, as } = service
  const { badgeClassId, texts, place } = stage
  const mark = (what: string) => `${called}-${what}-mark`
  const marks: Record<string, string> = {}
  const marked = (what: string) => {
    marks[what] = mark(what)
    return mark(what)
  }
  const email = `${marked('mailbox')}@example.org`.toLowerCase()
  const card = { type: 'library-card', value: marked('card'), authority: 'harbour' }
  const { id } = made(
    await admin.post('/v1/learners', {
      identifiers: [{ type: 'email', value: email }, card],
      displayName: marked('name'),
      language: called === 'one' ? 'cy' : 'fr',
    }),
  )
  const path = `/v1/learners/${id}`
  const own = as(made(await admin.post(`${path}/tokens`, {})).token)
  await stage.library.post('/v1/learners', {
    identifiers: [card],
    displayName: marked('issuers-name'),
    language: 'de',
  })

  const award = async (more: object = {}) =>
    made(await admin.post('/v1/assertions', { badgeClassId, learnerId: id, ...more }))
  const kept = await award({
    narrative: marked('narrative'),
    note: marked('note'),
    validUntil: new Date(Date.now() + YEAR_MS).toISOString(),
  })
  const revoked = await award()
  await ok(admin.post(`/v1/assertions/${revoked.id}/revocation`, { reason: marked('revocation') }))
  const hidden = await award()
  await ok(put(own, `/v1/assertions/${hidden.id}/visibility`, { visibility: 'hidden' }))
  await ok(as(null).get(`${kept.credentialUrl}.jwt`))
  const endorsement = made(
    await admin.post('/v1/endorsements', {
      endorserId: stage.endorserId,
      target: { type: 'assertion', id: kept.id },
      comment: marked('endorsement'),
    }),
  )
  await ok(admin.post(`/v1/endorsements/${endorsement.id}/acceptance`, {}))
  made(await admin.post(`/v1/assertions/${kept.id}/offers`, {}))

  const clr = made(
    await own.post(`${path}/clrs`, { assertionIds: [kept.id], name: marked('clr-title') }),
  )
  const share = made(
    await own.post(`${path}/shares`, {
      clrId: clr.id,
      name: marked('share-title'),
      note: marked('share-note'),
    }),
  )
  await ok(as(null).get(`${share.url}.json`))
  made(await own.post(`${path}/shares`, { assertionIds: [kept.id] }))

  await ok(put(admin, `${path}/age`, { ageBand: called === 'one' ? '13-15' : '18-or-over' }))
  for (const consentTextId of Object.values(texts)) {
    const given = { decision: 'given', consentTextId }
    made(await own.post(`${path}/consents`, given))
    const evidence = marked(`consent-${consentTextId.slice(-4)}`)
    made(await admin.post(`${path}/consents`, { ...given, by: 'guardian', evidence }))
  }
  const guardian = {
    name: marked('guardian'),
    email: `${marked('guardians-mailbox')}@example.org`.toLowerCase(),
  }
  const consentTextId = texts['public-name']
  made(await own.post(`${path}/guardian-requests`, { consentTextId, guardian }))
  const answers = [{ characteristic: 'disability', answer: called === 'one' ? 'Yes' : 'No' }]
  await ok(put(own, `${path}/equality-answers`, { placeId: place.id, answers }))
  // Somebody who turned out to be the same, before, and had told the place the same.
  const twin = made(
    await admin.post('/v1/learners', {
      identifiers: [{ ...card, value: marked('twins-card') }],
    }),
  ).id
  const twins = as(made(await admin.post(`/v1/learners/${twin}/tokens`, {})).token)
  await ok(put(admin, `/v1/learners/${twin}/age`, { ageBand: '18-or-over' }))
  const agreed = { decision: 'given', consentTextId: texts['equality-monitoring'] }
  made(await twins.post(`/v1/learners/${twin}/consents`, agreed))
  await ok(put(twins, `/v1/learners/${twin}/equality-answers`, { placeId: place.id, answers }))
  const { token } = made(await admin.post(`/v1/learners/${twin}/tokens`, {}))
  made(await own.post(`${path}/merges`, { learnerId: twin, proof: { other: { token } } }))

  for (const goal of [{ pathwayId: stage.pathway.id }, { destination: 'Employability' }]) {
    made(await own.post(`${path}/goals`, goal))
  }
  made(await admin.post(`/v1/opportunities/${stage.opportunity.id}/check-ins`, { learnerId: id }))
  const codes = made(
    await admin.post('/v1/claim-codes', { badgeClassId, count: 1, kind: 'single' }),
  )
  made(await own.post('/v1/claims', { code: codes.codes[0].code }))

  const identifiers = (await admin.get(`${path}/identifiers`)).body.data
  const address = identifiers.find(({ type }: { type: string }) => type === 'email')
  const verifications = `${path}/identifiers/${address.id}/verifications`
  const asked = made(await own.post(verifications, { method: 'mail' }))
  const code = await lastCode(service, email)
  await ok(own.post(`${verifications}/${asked.id}/answer`, { code }))
  const mails = (await admin.get(`/v1/mail-messages?learnerId=${id}`)).body.data
  const report = { outcome: 'bounced', smtpStatus: '5.1.1', reason: `No such user ${email}` }
  await ok(admin.post(`/v1/mail-messages/${mails[0].id}/reports`, report))

  const file = made(
    await own.send('POST', `/v1/files?learnerId=${id}`, {
      headers: {
        'content-type': 'text/plain',
        'content-disposition': `attachment; filename="${marked('file-name')}.txt"`,
      },
      body: marked('file-content'),
    }),
  )
  const peer = made(
    await stage.library.post('/v1/learners', {
      identifiers: [{ type: 'email', value: `${called}.peer@example.org` }],
    }),
  ).id
  const apply = async (client: Client, statement: string, fileId?: string) => {
    const evidence = [{ text: statement }, ...(fileId === undefined ? [] : [{ fileId }])]
    const input = { badgeClassId: stage.reviewed, evidence, submit: true }
    return made(await client.post('/v1/applications', input)).id as string
  }
  await apply(own, marked('application'), file.id)
  const peers = as(made(await admin.post(`/v1/learners/${peer}/tokens`, {})).token)
  const theirs = `/v1/applications/${await apply(peers, `The peer of ${called}.`)}`
  await ok(put(stage.library, `${theirs}/reviewers`, { learnerIds: [id] }))
  const feedback = marked('feedback')
  await ok(own.post(`${theirs}/decisions`, { outcome: 'mark', feedback }))

  await settled(service, id)
  return { id: id as string, twin: twin as string, marks, kept, hidden }
}

/** Once what follows for a learner has followed: the pathway, and what reports are made of. */
async function settled({ database, deps }: Service, learnerId: string): Promise<void> {
  for (;;) {
    await deps.services.reports.keepInStep()
    const { rows } = await database.pool.query(
      `select count(*)::int as left from graphile_worker.jobs
       where run_at <= now() and task_identifier like 'pathway%'`,
    )
    const done = await database.pool.query(
      'select 1 from pathway_completions where learner_id = $1',
      [learnerId],
    )
    if (rows[0].left === 0 && done.rows.length > 0) return
    await delay(20)
  }
}
