import type { Transaction } from '../db/index.ts'
import type { Vault } from '../vault.ts'
import { codeHash } from './claiming.ts'
import { readCode } from './code.ts'
import { claimantOfCode } from './store.ts'

/**
 * Who claimed with a code that is for one: whoever brings it again is taken for that learner.
 *
 * @returns undefined for a code that is none, or that nobody has claimed with yet
 */
export async function bearerOf(
  tx: Transaction,
  vault: Vault,
  typed: string,
): Promise<{ learnerId: string; issuerId: string } | undefined> {
  const code = readCode(typed)
  return code === undefined ? undefined : claimantOfCode(tx, codeHash(vault, code))
}
