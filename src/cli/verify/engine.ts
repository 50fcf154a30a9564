import { createOutboundClient } from '../../outbound/index.ts'
import { createForeignExaminer } from '../../verifications/index.ts'

export { presentedBy } from './source.ts'

/** What examines without a service, and ends what it asks others. */
export function startExaminer(options: { allowLoopback: boolean }) {
  const outbound = createOutboundClient(options)
  const examine = createForeignExaminer({ outbound, now: () => new Date() })
  return { examine, close: () => outbound.close() }
}
