// Opportunities: described in full, found by what a learner looks for, shown on calendars and maps.
import t from 'tap'
import { SCOPES } from '../../src/http/index.ts'
import { made, makeBadgeClass, makeKey } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const NOW = new Date('2026-11-01T12:00:00Z')

async function region(service: Awaited<ReturnType<typeof startService>>) {
  const { admin } = service
  const { issuer, badgeClass: listener } = await makeBadgeClass(admin, {
    badgeClass: { name: 'Listener', layer: 'Engage' },
  })
  const badge = async (name: string, layer: string) =>
    made(
      await admin.post('/v1/badge-classes', {
        issuerId: issuer.id,
        name,
        description: name,
        criteria: { narrative: name },
        layer,
      }),
    )
  const producer = await badge('Producer', 'Demonstrate')
  const make = async (body: object) =>
    made(await admin.post('/v1/opportunities', { issuerId: issuer.id, ...body })).id as string
  const visit = await make({
    name: 'Visit the radio studio',
    description: 'Listening to podcasts being made.',
    startsAt: '2026-11-10T10:00:00Z',
    endsAt: '2026-11-10T12:00:00Z',
    coordinates: { latitude: 51.4545, longitude: -2.5879 },
    themes: ['Media'],
    badgeClassIds: [listener.id],
  })
  const club = await make({
    name: 'Podcast club',
    startsAt: '2026-11-02T17:00:00Z',
    endsAt: '2026-11-02T19:00:00Z',
    timeZone: 'Europe/London',
    recurrence: 'FREQ=WEEKLY;UNTIL=20270531',
    coordinates: { latitude: 51.48, longitude: -2.6 },
    themes: ['Media', 'Digital'],
    badgeClassIds: [producer.id],
    asksFor: [listener.id],
  })
  const garden = await make({
    name: 'Community garden',
    coordinates: { latitude: 52.0, longitude: -2.5 },
    themes: ['Environment'],
  })
  const past = await make({ name: 'Podcast day', startsAt: '2026-09-01T09:00:00Z' })
  return { issuer, listener, producer, visit, club, garden, past }
}

t.test('a learner finds what there is', async (t) => {
  const service = await startService(t, { now: () => NOW })
  const { admin } = service
  const { listener, producer, visit, club, garden, past } = await region(service)
  const found = async (query: string): Promise<string[]> => {
    const { status, body, text } = await admin.get(`/v1/opportunities?${query}`)
    t.equal(status, 200, text.slice(0, 300))
    return body.data.map(({ id }: { id: string }) => id)
  }
  t.same(await found('text=podcast'), [visit, club, past], 'podcasts are podcasts')
  t.same(await found('text=podcast%20-studio'), [club, past].sort(), 'without a word')
  t.same(await found('theme=Media'), [visit, club])
  t.same(await found('theme=media'), [visit, club], 'by its id in the vocabulary')
  t.same(await found('theme=dIGITAL'), [club], 'in any case')
  t.same(await found('layer=Demonstrate'), [club])
  t.same(await found('near=51.4545,-2.5879'), [visit, club], 'the nearest first')
  t.same(await found('near=51.49,-2.61&withinKm=5'), [club, visit])
  t.same(await found('near=51.4545,-2.5879&withinKm=100'), [visit, club, garden])
  t.same(await found('from=2026-11-10T00:00:00Z&to=2026-11-11T00:00:00Z'), [visit, garden])
  t.same(
    await found('from=2026-11-09T00:00:00Z&to=2026-11-10T11:00:00Z'),
    [visit, club, garden],
    'with the Monday of the club',
  )
  t.same(await found('to=2026-10-01T00:00:00Z'), [garden, past])
  t.same(await found(`leadsTo=${producer.id}`), [visit, club], 'also what comes before')
  t.same(await found(`leadsTo=${listener.id}`), [visit])
  const one = (await admin.get('/v1/opportunities?near=51.4545,-2.5879&limit=1')).body
  t.equal(one.data[0].distanceKm, 0)
  const two = (await admin.get(`/v1/opportunities?near=51.4545,-2.5879&cursor=${one.nextCursor}`))
    .body
  t.same(
    two.data.map(({ id }: { id: string }) => id),
    [club],
  )
  t.ok(two.data[0].distanceKm > 2.8 && two.data[0].distanceKm < 3.1, `${two.data[0].distanceKm} km`)

  const recipient = { type: 'library-card', value: '1', authority: 'harbour' }
  const learner = made(await admin.post('/v1/learners', { identifiers: [recipient] }))
  t.same(await found(`openTo=${learner.id}`), [visit, garden], 'neither past nor asking for more')
  made(await admin.post(`/v1/opportunities/${visit}/check-ins`, { learnerId: learner.id }))
  t.same(await found(`openTo=${learner.id}`), [visit, club, garden])
  t.same(await found(`openTo=${learner.id}&text=club&theme=Digital`), [club])

  for (const [query, field] of [
    ['near=99,0', 'near'],
    ['near=here', 'near'],
    ['withinKm=5', 'withinKm'],
    ['from=2026-11-10T00:00:00Z&to=2026-11-09T00:00:00Z', 'to'],
    ['layer=Master', 'layer'],
    ['openTo=946d7d09-a6d6-7331-a15b-8b77a70bf049', 'openTo'],
  ] as const) {
    const { status, body } = await admin.get(`/v1/opportunities?${query}`)
    t.match(String(status), /^40[04]$/, query)
    t.equal(body.errors[0].field, field, query)
  }
})

t.test('words are found with accents or without, and as soon as they begin', async (t) => {
  const { admin } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const make = async (name: string, description?: string): Promise<string> =>
    made(await admin.post('/v1/opportunities', { issuerId: issuer.id, name, description })).id
  const music = await make('Tarde de música', 'Taller en la plaza')
  const repair = await make('Repair workshops', 'Mending bicycles in the yard')
  const street = await make('Straßenmusik in Łódź', 'Smørrebrød und Kaffee')
  const found = async (text: string): Promise<string[]> => {
    const answer = await admin.get(`/v1/opportunities?${new URLSearchParams({ text })}`)
    t.equal(answer.status, 200, `${text}: ${answer.text.slice(0, 300)}`)
    return answer.body.data.map(({ id }: { id: string }) => id)
  }
  for (const [text, expected] of [
    ['musica', [music]],
    ['MÚSICA', [music]],
    ['mu\u0301sica', [music]],
    ['música tarde', [music]],
    ['work', [repair]],
    ['workshop', [repair]],
    ['bic rep', [repair]],
    ['the work', [repair]],
    ['mended workshops bicy', [repair]],
    ['strassen', [street]],
    ['lodz smor', [street]],
    ['Łódź', [street]],
    ['mus', [music]],
    ['work mus', []],
    ['work or mus', [music, repair]],
    ['"repair workshops"', [repair]],
    ['"workshops repair"', []],
    ['"repair work"', []],
    ['work -yard', []],
    ['work -plaza', [repair]],
    ['work -"the yard"', []],
    ['usica', []],
  ] as const) {
    t.same(await found(text), expected, text)
  }
  for (const strange of [
    "'",
    "''':*",
    '"',
    '""',
    '-',
    '-""',
    '- - -',
    'or',
    'or or work or',
    '!',
    '& | ! <->',
    '((',
    "work') | ('",
    'a:*',
    ':*',
    '\\',
    "\\' work",
    'the',
    '-"',
    '%_*?',
    '🎸',
    'हिन्दी नृत्य',
    '음악',
    'موسيقى',
    '\u0301',
    'ﬃ ①½',
    'a@b.example http://x.example/?a=1&b=2',
    '1e9 -5 3.14',
    'a '.repeat(100),
    '㌖'.repeat(200),
    'ﷺ'.repeat(200),
    '음'.repeat(200),
    '!'.repeat(200),
  ]) {
    await found(strange)
  }
  t.same(await found("work') | ('"), [repair])
})

t.test('on calendars and maps', async (t) => {
  const service = await startService(t, { now: () => NOW })
  const { admin } = service
  const { visit, club, garden } = await region(service)
  const accept = (type: string) => admin.get('/v1/opportunities?theme=Media', { accept: type })
  const calendar = await accept('text/calendar')
  t.match(calendar.headers.get('content-type'), /^text\/calendar/)
  t.equal(calendar.headers.get('vary'), 'Accept')
  t.match(calendar.text, /^BEGIN:VCALENDAR\r\n/)
  for (const line of [
    `UID:urn:uuid:${visit}`,
    'DTSTART:20261110T100000Z',
    'BEGIN:VTIMEZONE',
    'DTSTART;TZID=Europe/London:20261102T170000',
    'RRULE:FREQ=WEEKLY;UNTIL=20270531T235959Z',
    'SUMMARY:Podcast club',
  ]) {
    t.ok(calendar.text.includes(`\r\n${line}\r\n`), line)
  }
  const map = await accept('application/geo+json')
  t.match(map.headers.get('content-type'), /^application\/geo\+json/)
  t.match(map.body, {
    type: 'FeatureCollection',
    features: [
      { id: visit, geometry: { type: 'Point', coordinates: [-2.5879, 51.4545] } },
      { id: club, properties: { name: 'Podcast club' } },
    ],
  })
  const page = await admin.get('/v1/opportunities.geojson?limit=1&near=52,-2.5&withinKm=500')
  t.equal(page.body.features[0].id, garden)
  const next = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1] as string
  t.equal((await admin.get(next)).body.features.length, 1)
  t.match((await admin.get('/v1/opportunities.ics')).text, /SUMMARY:Podcast day/)
})

t.test('what makes no sense is refused by name; a change is of what is named', async (t) => {
  const { admin } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const whole = { issuerId: issuer.id, name: 'Club', startsAt: '2026-11-02T17:00:00Z' }
  for (const [change, field] of [
    [{ endsAt: '2026-11-02T16:00:00Z' }, 'endsAt'],
    [{ startsAt: null, endsAt: '2026-11-02T16:00:00Z' }, 'endsAt'],
    [{ timeZone: 'Mars/Base' }, 'timeZone'],
    [{ recurrence: 'FREQ=SECONDLY' }, 'recurrence'],
    [{ recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'recurrence'],
    [{ startsAt: null, recurrence: 'FREQ=DAILY' }, 'recurrence'],
    [{ ages: { min: 20, max: 10 } }, 'ages'],
    [{ badgeClassIds: ['019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'] }, 'badgeClassIds[0]'],
    [{ asksFor: ['019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411'] }, 'asksFor[0]'],
    [{ placeId: '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411' }, 'placeId'],
    [{ coordinates: { latitude: 91, longitude: 0 } }, 'coordinates.latitude'],
  ] as const) {
    const { status, body } = await admin.post('/v1/opportunities', { ...whole, ...change })
    t.match(String(status), /^40[04]$/, JSON.stringify(change))
    t.equal(body.errors[0].field, field, JSON.stringify(change))
  }
  const { id } = made(
    await admin.post('/v1/opportunities', { ...whole, capacity: 9, themes: ['A'] }),
  )
  const changed = await admin.patch(`/v1/opportunities/${id}`, {
    capacity: null,
    ages: { min: 15 },
  })
  t.match(changed.body, { name: 'Club', capacity: null, ages: { min: 15 }, themes: ['A'] })
  t.equal((await admin.patch(`/v1/opportunities/${id}`, { startsAt: null })).body.startsAt, null)
})

t.test('a theme is found in any case, by its id and by its name', async (t) => {
  const { admin } = await startService(t)
  const { issuer } = await makeBadgeClass(admin)
  const named = ['arts', 'Arts and culture', 'ARTS', 'Łódź', 'łódź', 'Art']
  for (const name of named) {
    made(await admin.post('/v1/opportunities', { issuerId: issuer.id, name, themes: ['X', name] }))
  }
  const found = async (theme: string): Promise<string[]> => {
    const query = new URLSearchParams({ theme })
    const { data } = (await admin.get(`/v1/opportunities?${query}`)).body
    return data.map(({ name }: { name: string }) => name)
  }
  for (const theme of ['arts', 'Arts', 'arts AND culture']) {
    t.same(await found(theme), ['arts', 'Arts and culture', 'ARTS'])
  }
  t.same(await found('art'), ['Art'])
  t.ok((await found('Łódź')).includes('Łódź'))
  t.ok((await found('łódź')).includes('łódź'))
  t.same(await found('x'), named)
  t.same(await found('culture'), [])
})

t.test('members of a place find what the others of it do', async (t) => {
  const { admin, as } = await startService(t)
  const { issuer: library } = await makeBadgeClass(admin)
  const { issuer: museum } = await makeBadgeClass(admin)
  const place = made(await admin.post('/v1/places', { name: 'Harbour City' }))
  const members = `/v1/places/${place.id}/invitations`
  const invitation = made(await admin.post(members, { issuerId: library.id, role: 'issuer-staff' }))
  await admin.post(`${members}/${invitation.id}/acceptance`, undefined)
  const here = made(await admin.post('/v1/opportunities', { issuerId: library.id, name: 'Club' }))
  t.equal(here.placeId, place.id, 'where its issuer is')
  const museumClient = as(await makeKey(admin, [...SCOPES], museum.id))
  t.same((await museumClient.get('/v1/opportunities')).body.data, [])
  t.equal((await museumClient.get(`/v1/opportunities/${here.id}`)).status, 404)
  const second = made(await admin.post(members, { issuerId: museum.id, role: 'reader' }))
  await admin.post(`${members}/${second.id}/acceptance`, undefined)
  t.match((await museumClient.get('/v1/opportunities')).body.data, [{ id: here.id }])
  t.equal((await museumClient.patch(`/v1/opportunities/${here.id}`, { name: 'X' })).status, 403)
  const path = `/v1/opportunities/${here.id}/check-ins`
  const card = { identifier: { type: 'library-card', value: '1' } }
  t.equal((await museumClient.post(path, card)).status, 403)
  t.equal((await museumClient.get(path)).status, 403)

  const key = await admin.post('/v1/api-keys', {
    name: 'map of the city',
    scopes: ['opportunities:read'],
    placeId: place.id,
    role: 'reader',
  })
  const reader = as(made(key).key)
  made(await admin.post('/v1/opportunities', { issuerId: library.id, name: 'X', placeId: null }))
  t.match((await reader.get('/v1/opportunities')).body.data, [{ id: here.id }])
  t.equal((await reader.get('/v1/opportunities')).body.data.length, 1)
})
