import type { JsonObject } from '../credentials/index.ts'
import { checkContext } from './check-context.ts'
import { checkRelatedResources } from './check-related-resources.ts'
import { checkShape } from './check-shape.ts'
import { contextOf } from './check-signed.ts'
import type { VerificationEnvironment } from './environment.ts'
import { outcomeOf } from './json-ld-problem.ts'
import { type Check, type CheckResult, passed } from './report.ts'

/**
 * What a verifier would say of a credential that is about to be signed, so that nothing is signed that
 * does not verify: its shape, its contexts, whether its meaning can be hashed in bounded work, and the
 * digests of what it refers to.
 *
 * @param document A credential without a proof, or anything else.
 * @returns The checks that were carried out, of which the last may not have passed. Does not reject,
 *   unless the JSON-LD processor of the environment does.
 */
export async function checkUnsigned(
  document: JsonObject,
  outside: VerificationEnvironment,
): Promise<Check[]> {
  const { jsonLd, environment } = contextOf(outside)
  const steps: [name: Check['name'], check: () => CheckResult | Promise<CheckResult>][] = [
    ['shape', () => checkShape(document).result],
    ['context', () => checkContext(document, jsonLd)],
    [
      'context',
      async () => {
        const result = await jsonLd.hashes([document], 'sha256')
        return 'problem' in result ? outcomeOf(result.problem) : passed('It has a canonical form.')
      },
    ],
    ['related-resources', () => checkRelatedResources(document, environment)],
  ]
  const checks: Check[] = []
  for (const [name, check] of steps) {
    const result = await check()
    checks.push({ name, ...result })
    if ('code' in result) break
  }
  return checks
}
