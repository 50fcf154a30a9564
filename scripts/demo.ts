// npm run demo
//
// Fills a running service (WAYMARK_URL, by default http://127.0.0.1:3000, with ADMIN_API_KEY) with
// a small programme, over HTTP like any client, and shows what came of it. When no service runs
// there, one is started on the configured data: in a terminal it stays up until Ctrl-C.
// May be run again: nothing is made twice.

import { createApi, DemoError } from './demo/api.ts'
import { fill } from './demo/fill.ts'
import { isRunning, serviceAddress, startOwn } from './demo/service.ts'
import { story, whatToTry } from './demo/story.ts'

/** @param key - given for a service of the demo's own */
async function demo(url: string, adminKey: string, key: string | null): Promise<void> {
  const api = createApi(url, adminKey)
  const filled = await fill(api)
  process.stdout.write(`${await story(api, filled)}\n`)
  if (key === null || process.stdout.isTTY) {
    process.stdout.write(`\n${whatToTry(api, filled, key)}\n`)
  }
}

async function demoOnRunning(address: string): Promise<void> {
  const key = process.env.ADMIN_API_KEY
  if (!key) {
    throw new DemoError(`Set ADMIN_API_KEY to an API key of the service that runs at ${address}.`)
  }
  await demo(address, key, null)
}

async function demoOnOwn(address: string): Promise<void> {
  process.stdout.write(`No service runs at ${address}; starting one.\n\n`)
  const service = await startOwn(address, process.env)
  try {
    await demo(service.url, service.key, service.key)
    if (process.stdout.isTTY) {
      process.stdout.write(`\nThe service runs at ${service.url} until you press Ctrl-C.\n`)
      await service.ended
    } else {
      process.stdout.write('\nThe service of the demo stops now; npm start runs it on this data.\n')
    }
  } finally {
    service.child.kill('SIGTERM')
    await service.ended
  }
}

// A pager that was closed early is no reason to leave a service behind.
process.stdout.on('error', () => undefined)
try {
  const address = serviceAddress(process.env)
  await ((await isRunning(address)) ? demoOnRunning(address) : demoOnOwn(address))
} catch (error) {
  if (!(error instanceof DemoError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
