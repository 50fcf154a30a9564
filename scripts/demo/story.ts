import type { Api, Resource } from './api.ts'
import type { Filled } from './fill.ts'

/** Tells what the demo made, in the order in which somebody new would want to look at it. */
export async function story(api: Api, { counts, made, shown }: Filled): Promise<string> {
  const { assertion, revoked, learner, pathway } = shown
  const verify = async (url: string) => (await api.post('/v1/verify', { url })).resource
  const good = await verify(assertion.credentialUrl)
  const bad = await verify(revoked.credentialUrl)
  const progress = await api.get(`/v1/learners/${learner.id}/pathways/${pathway.id}`)
  return [
    `Tidewater: ${Object.entries(counts)
      .map(([noun, count]) => `${count} ${noun}`)
      .join(', ')} (${made === 0 ? 'all there already' : `${made} of them new`}).`,
    '',
    `A credential: ${assertion.credentialUrl}`,
    `  ${good.credential?.name}, awarded by ${good.credential?.issuer?.name}`,
    `Its verification: ${good.verdict}`,
    ...good.checks.map(checkLine),
    '',
    `One that was revoked: ${revoked.credentialUrl}`,
    `Its verification: ${bad.verdict}`,
    ...bad.checks.filter(({ outcome }: Resource) => outcome === 'failed').map(checkLine),
    '',
    `${learner.displayName} on the pathway "${pathway.name}": ${progress.status}`,
    ...progress.steps.map(
      ({ name, status }: Resource) => `  ${status === 'completed' ? '[x]' : '[ ]'} ${name}`,
    ),
  ].join('\n')
}

/**
 * Commands to go on with; each works as it is printed.
 *
 * @param key - the API key where it was made for this run; else it is taken from the shell
 */
export function whatToTry(api: Api, { shown }: Filled, key: string | null): string {
  const { assertion, learner, pathway } = shown
  const json = "-H 'content-type: application/json' -d"
  const authorization = '-H "Authorization: Bearer $ADMIN_API_KEY"'
  return [
    'What to try next:',
    ...(key === null ? [] : [`  export ADMIN_API_KEY=${key}`]),
    `  curl ${api.url}${new URL(assertion.credentialUrl).pathname}`,
    `  curl ${api.url}/v1/verify ${json} '{"url": "${assertion.credentialUrl}"}'`,
    `  curl ${authorization} "${api.url}/v1/assertions?status=revoked"`,
    `  curl ${authorization} ${api.url}/v1/learners/${learner.id}/pathways/${pathway.id}`,
    `  curl ${authorization} ${api.url}/v1/assertions/${assertion.id}/revocation ${json} '{"reason": "To see what happens."}'`,
    `  and in a browser: ${api.url}/docs`,
  ].join('\n')
}

function checkLine({ name, outcome, detail }: Resource): string {
  return `  ${outcome.padEnd(12)} ${name}: ${detail}`
}
