import { randomUUID } from 'node:crypto'
import { type Api, createApi, type Resource } from '../demo/api.ts'
import { addressOf, CENTRE, chance, type Region, THEMES } from '../seed/index.ts'

/** A request that is sent again and again, each time about somebody else. */
export type ScaleRequest = { name: string; send(): Promise<Response> }

/** Addresses of people who have been awarded something, at every size. */
const PEOPLE = 40

/**
 * What a programme asks for all day, and the baseline first: a bare route that reads one row.
 *
 * @param options.bare - where that route listens
 */
export async function scaleRequests(options: {
  url: string
  key: string
  region: Region
  bare: string
}): Promise<ScaleRequest[]> {
  const { url, key, region, bare } = options
  const api = createApi(url, key)
  const draw = chance(region.seed, 'requests')
  const people = await peopleOf(
    api,
    draw.some(
      Array.from({ length: 500 }, (_, at) => at),
      PEOPLE,
    ),
  )
  const get = (path: string, accept = 'application/json') =>
    fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}`, accept } })
  const search = (query: () => string) => () => get(`/v1/opportunities?limit=20&${query()}`)
  const learner = () => draw.pick(people).learnerId
  const badgeClass = () => draw.pick(region.badgeClassIds)
  const pathway = () => draw.pick(region.pathwayIds)
  const report = `/v1/places/${region.placeId}/report`
  const { latitude, longitude } = CENTRE
  const near = () => `near=${(latitude + draw.next() / 5).toFixed(4)},${longitude}&withinKm=5`
  const { data } = await api.get('/v1/events?limit=200')
  const after = (data as Resource[]).at(-1)?.id
  return [
    {
      name: 'bare route, one row by primary key',
      send: () => fetch(`${bare}/${draw.pick(people).assertionId}`),
    },
    {
      name: 'progress',
      send: () => get(`/v1/learners/${learner()}/pathways/${pathway()}`),
    },
    { name: 'completions', send: () => get(`/v1/pathways/${pathway()}/completions`) },
    { name: 'routes', send: () => get(`/v1/learners/${learner()}/routes?pathwayId=${pathway()}`) },
    { name: 'search: text', send: search(() => 'text=film%20workshop') },
    { name: 'search: distance', send: search(near) },
    { name: 'search: theme', send: search(() => `theme=${draw.pick(THEMES)}`) },
    { name: 'search: leads to', send: search(() => `leadsTo=${badgeClass()}`) },
    { name: 'search: open to', send: search(() => `openTo=${learner()}`) },
    {
      name: 'search: all of these',
      send: search(() => `text=club&${near()}&openTo=${learner()}&leadsTo=${badgeClass()}`),
    },
    { name: 'report as JSON', send: () => get(`${report}?by=issuer&period=month`) },
    { name: 'report as SVG', send: () => get(`${report}?by=layer`, 'image/svg+xml') },
    { name: "learner's awards", send: () => get(`/v1/assertions?learnerId=${learner()}`) },
    { name: 'events', send: () => get(`/v1/events?limit=50&after=${after}`) },
    {
      name: 'award that moves pathways',
      send: () =>
        fetch(`${url}/v1/assertions`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/json',
            'idempotency-key': randomUUID(),
          },
          body: JSON.stringify({ badgeClassId: badgeClass(), learnerId: learner() }),
        }),
    },
  ]
}

async function peopleOf(
  api: Api,
  numbers: number[],
): Promise<{ learnerId: string; assertionId: string }[]> {
  return Promise.all(
    numbers.map(async (number) => {
      const learnerId = await learnerOf(api, addressOf(number))
      const { data } = await api.get(`/v1/assertions?learnerId=${learnerId}&limit=1`)
      return { learnerId, assertionId: String(data[0].id) }
    }),
  )
}

/** The id of who is known by an address. */
export async function learnerOf(api: Api, email: string): Promise<string> {
  const { resource } = await api.post('/v1/learners/search', {
    identifier: { type: 'email', value: email },
  })
  return String(resource.data[0].id)
}
