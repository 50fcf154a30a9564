// Calendars and maps of opportunities, as parsers read them that others wrote.
import { check } from '@placemarkio/check-geojson'
import ICAL from 'ical.js'
import t from 'tap'
import { made, makeBadgeClass } from '../support/programme.ts'
import { startService } from '../support/service.ts'

const NOW = new Date('2026-11-01T12:00:00Z')

const NASTY = {
  name: 'Films, food; and \\n: "shorts" — ein Nachmittag für Jugendliche im Jugendzentrum am Hafen 🎬',
  description: `Bring:\n- a jacket, warm;\n- C:\\films\nBEGIN:VALARM\n${'Kürbissuppe 🎃 '.repeat(60)}`,
  url: 'https://example.org/films?a=1,2;b=%2C',
  venue: { name: 'Kino; "Hafen"', address: '1 Quay Street,\nBristol' },
  themes: ['Arts, crafts; film', 'Média'],
  coordinates: { latitude: 51.4545, longitude: -2.5879 },
}

const ACTIVITIES = {
  plain: { name: 'Plain', startsAt: '2026-11-10T10:00:00Z' },
  nasty: { ...NASTY, startsAt: '2026-11-10T10:00:00Z', endsAt: '2026-11-10T12:30:00Z' },
  undated: { name: 'Undated', coordinates: { latitude: -90, longitude: 180 } },
  weekly: {
    name: 'Weekly in London',
    startsAt: '2027-03-15T17:00:00Z',
    endsAt: '2027-03-15T19:00:00Z',
    timeZone: 'Europe/London',
    recurrence: 'FREQ=WEEKLY;BYDAY=MO,TH;COUNT=6',
  },
  monthly: {
    name: 'Monthly in New York',
    startsAt: '2026-10-10T14:00:00Z',
    timeZone: 'America/New_York',
    recurrence: 'FREQ=MONTHLY;BYDAY=2SA;UNTIL=20270313',
    coordinates: { latitude: 40.7, longitude: -74 },
  },
  kolkata: {
    name: 'Every other day in Kolkata',
    startsAt: '2026-12-30T20:00:00Z',
    timeZone: 'Asia/Kolkata',
    recurrence: 'FREQ=DAILY;INTERVAL=2;COUNT=3',
  },
  monthEnd: {
    name: 'The last working day',
    startsAt: '2026-11-30T09:00:00Z',
    recurrence: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3',
  },
}

async function programme(t: Parameters<typeof startService>[0]) {
  const service = await startService(t, { now: () => NOW })
  const { issuer } = await makeBadgeClass(service.admin)
  const ids: Record<string, string> = {}
  for (const [key, body] of Object.entries(ACTIVITIES)) {
    const input = { issuerId: issuer.id, ...body }
    ids[key] = made(await service.admin.post('/v1/opportunities', input)).id
  }
  return { ...service, ids }
}

t.test('a calendar says to others what was said to us', async (t) => {
  const { admin, ids } = await programme(t)
  const { status, text } = await admin.get('/v1/opportunities.ics')
  t.equal(status, 200)
  t.ok(text.endsWith('END:VCALENDAR\r\n'))
  for (const line of text.split('\r\n')) {
    t.ok(Buffer.byteLength(line) <= 75 && !/[\r\n]/.test(line), `folded: ${line}`)
  }
  t.notOk(text.includes('\ufffd'), 'no letter is cut in two')

  const calendar = new ICAL.Component(ICAL.parse(text))
  t.equal(calendar.getFirstPropertyValue('version'), '2.0')
  t.ok(calendar.getFirstPropertyValue('prodid'))
  const events = new Map(
    calendar.getAllSubcomponents('vevent').map((one) => [one.getFirstPropertyValue('uid'), one]),
  )
  t.equal(events.size, Object.keys(ids).length - 1, 'everything with a date, and nothing in it')
  t.notOk(events.has(`urn:uuid:${ids.undated}`))
  t.equal(calendar.getAllSubcomponents('valarm').length, 0)
  const zones = calendar
    .getAllSubcomponents('vtimezone')
    .map((zone) => zone.getFirstPropertyValue('tzid'))
  t.same(zones.sort(), ['America/New_York', 'Asia/Kolkata', 'Europe/London'], 'each zone once')
  const of = (key: string) =>
    events.get(`urn:uuid:${ids[key]}`) as InstanceType<typeof ICAL.Component>
  for (const [uid, event] of events) {
    t.equal(event.getAllSubcomponents().length, 0, `${uid} is one thing`)
    for (const name of ['dtstamp', 'dtstart', 'summary']) {
      t.equal(event.getAllProperties(name).length, 1, `${name} of ${uid}`)
    }
    const zone = event.getFirstProperty('dtstart')?.getParameter('tzid')
    if (zone !== undefined) t.ok(zones.includes(zone as string), `${zone} is described`)
  }

  const nasty = of('nasty')
  const value = (name: string) => nasty.getFirstPropertyValue(name)
  t.equal(value('summary'), NASTY.name)
  t.equal(value('description'), NASTY.description)
  t.equal(value('url'), NASTY.url)
  t.equal(value('location'), `${NASTY.venue.name}\n${NASTY.venue.address}`)
  t.same(
    nasty.getAllProperties('categories').flatMap((one) => one.getValues()),
    NASTY.themes,
  )
  t.same(value('geo'), [51.4545, -2.5879])
  const { startDate, endDate } = new ICAL.Event(nasty)
  t.equal(startDate.toJSDate().toISOString(), '2026-11-10T10:00:00.000Z')
  t.equal(endDate.toJSDate().toISOString(), '2026-11-10T12:30:00.000Z')

  const occurrences = (key: string) => {
    const steps = new ICAL.Event(of(key)).iterator()
    const found: string[] = []
    for (let next = steps.next(); next && found.length < 20; next = steps.next()) {
      found.push(next.toJSDate().toISOString().replace(':00.000Z', 'Z'))
    }
    return found
  }
  t.same(occurrences('plain'), ['2026-11-10T10:00Z'])
  t.same(
    occurrences('weekly'),
    ['2027-03-15T17:00Z', '2027-03-18T17:00Z', '2027-03-22T17:00Z', '2027-03-25T17:00Z']
      // The clocks go forward on the 28th.
      .concat('2027-03-29T16:00Z', '2027-04-01T16:00Z'),
  )
  t.same(
    occurrences('monthly'),
    ['2026-10-10T14:00Z', '2026-11-14T15:00Z', '2026-12-12T15:00Z', '2027-01-09T15:00Z'].concat(
      '2027-02-13T15:00Z',
      '2027-03-13T15:00Z',
    ),
    'through the end of the day that it is until',
  )
  t.same(occurrences('kolkata'), ['2026-12-30T20:00Z', '2027-01-01T20:00Z', '2027-01-03T20:00Z'])
  t.same(occurrences('monthEnd'), ['2026-11-30T09:00Z', '2026-12-31T09:00Z', '2027-01-29T09:00Z'])

  const empty = await admin.get('/v1/opportunities.ics?theme=Nothing')
  t.same(new ICAL.Component(ICAL.parse(empty.text)).getAllSubcomponents(), [])
})

t.test('a map is GeoJSON', async (t) => {
  const { admin, ids } = await programme(t)
  const { status, text } = await admin.get('/v1/opportunities.geojson')
  t.equal(status, 200)
  const map = check(text) as unknown as {
    type: string
    features: { id: string; geometry: unknown; properties: Record<string, unknown> }[]
  }
  t.equal(map.type, 'FeatureCollection')
  const point = (...coordinates: number[]) => ({ type: 'Point', coordinates })
  t.same(
    map.features.map(({ id, geometry }) => [id, geometry]),
    [
      [ids.nasty, point(-2.5879, 51.4545)],
      [ids.undated, point(180, -90)],
      [ids.monthly, point(-74, 40.7)],
    ],
    'what has coordinates, longitude first',
  )
  const { name, description, venue } = NASTY
  t.match(map.features[0]?.properties, { name, description, venue })
  t.notOk('crs' in map)
  const none = check((await admin.get('/v1/opportunities.geojson?theme=Nothing')).text)
  t.same(none, { type: 'FeatureCollection', features: [] })
})
