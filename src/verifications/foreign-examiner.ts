import { createForeignDocuments } from '../foreign-documents/index.ts'
import { unbakeImage } from '../images/index.ts'
import type { OutboundClient } from '../outbound/index.ts'
import { verifyPresented } from '../verification/index.ts'
import { createExaminer, type Examine } from './examiner.ts'
import { foreignEnvironment } from './foreign-environment.ts'
import { createRetrieval } from './retrieval.ts'

/**
 * Examines what is presented where no service runs: there is no database, and nobody is known
 * beforehand. Everything that has to be asked is asked through the guarded client.
 */
export function createForeignExaminer(deps: {
  outbound: OutboundClient
  now: () => Date
}): Examine {
  const { outbound, now } = deps
  const hosted = { fromDocument: async () => null, fromImage: async () => null }
  return createExaminer({
    foreignDocuments: createForeignDocuments({ outbound, now }),
    hosted,
    retrieval: createRetrieval({
      own: async () => null,
      hosted,
      images: { unbake: async (image) => unbakeImage(image) },
    }),
    check: (presented, load, options) =>
      verifyPresented(presented, { now: now(), ...foreignEnvironment(load) }, options),
  })
}
