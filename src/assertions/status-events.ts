import type { Transaction } from '../db/index.ts'
import { recordEvents } from '../events/index.ts'
import type { StatusChangeKind } from './status-schema.ts'

/** Notes that the status of assertions changed: one event for those of each issuer. */
export function recordStatusChanges(
  tx: Transaction,
  kind: StatusChangeKind,
  changed: readonly { assertionId: string; issuerId: string }[],
): void {
  const byIssuer = Map.groupBy(changed, ({ issuerId }) => issuerId)
  recordEvents(
    tx,
    [...byIssuer].map(([issuerId, some]) => ({
      type: `assertion.${kind}` as const,
      issuerId,
      subjectIds: some.map(({ assertionId }) => assertionId),
    })),
  )
}
