// npm run seed [-- --assertions N] [--seed WORD]
//
// Fills a running service (WAYMARK_URL, by default http://127.0.0.1:3000, with ADMIN_API_KEY) with a
// large place, over HTTP like any client: 500 badge classes of 20 issuers, 100 pathways of 50 steps,
// 3,000 opportunities and as many awards as wanted, ten to a learner. The same word makes the same
// place. When no service runs there, one is started on the configured data, and stopped in the end.

import { parseArgs } from 'node:util'
import { createApi, DemoError } from './demo/api.ts'
import { isRunning, serviceAddress, startOwn } from './demo/service.ts'
import { sowAwards, sowRegion } from './seed/index.ts'

const { values } = parseArgs({
  options: {
    assertions: { type: 'string', default: '10000' },
    seed: { type: 'string', default: 'waymark' },
  },
})

async function seed(url: string, key: string): Promise<void> {
  const assertions = Number(values.assertions)
  if (!Number.isSafeInteger(assertions) || assertions < 1) {
    throw new DemoError('--assertions must be a whole number of at least 1.')
  }
  const api = createApi(url, key)
  const region = await sowRegion(api, values.seed)
  process.stdout.write(`The place ${region.placeId} is there; now for its awards.\n`)
  const { awarded, inStep } = await sowAwards(api, key, region, { from: 0, to: assertions })
  process.stdout.write(
    `${assertions} awards after ${awarded.toFixed(0)} s; progress and reports in step after ${inStep.toFixed(0)} s.\n`,
  )
}

async function seedRunning(address: string): Promise<void> {
  const key = process.env.ADMIN_API_KEY
  if (!key) {
    throw new DemoError(`Set ADMIN_API_KEY to an API key of the service that runs at ${address}.`)
  }
  await seed(address, key)
}

async function seedOwn(address: string): Promise<void> {
  const service = await startOwn(address, process.env)
  try {
    await seed(service.url, service.key)
  } finally {
    service.child.kill('SIGTERM')
    await service.ended
  }
}

try {
  const address = serviceAddress(process.env)
  await ((await isRunning(address)) ? seedRunning(address) : seedOwn(address))
} catch (error) {
  if (!(error instanceof DemoError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
