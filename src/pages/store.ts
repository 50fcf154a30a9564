import { eq } from 'drizzle-orm'
import { assertions, type Queries } from '../db/index.ts'

/** Why a revoked credential was revoked, sealed; null when it is not revoked. */
export async function sealedRevocationReason(
  db: Queries,
  publicId: string,
): Promise<Buffer | null> {
  const [row] = await db
    .select({ revokedAt: assertions.revokedAt, sealedReason: assertions.sealedStatusReason })
    .from(assertions)
    .where(eq(assertions.publicId, publicId))
  return row?.revokedAt ? row.sealedReason : null
}
