import type { VerificationEnvironment } from './environment.ts'

/** How many things outside one verification may ask for: a document can name thousands. */
const MAX_QUESTIONS = 60

/**
 * The environment for one verification, with all that it embeds: what lies at an URL is loaded once
 * and stays what it is until the end, and no more than a bounded number of things is asked for. What
 * would be one too many counts as not answered.
 */
export function askingOnce(environment: VerificationEnvironment): VerificationEnvironment {
  let left = MAX_QUESTIONS
  const tooMany = { unavailable: 'too much had to be asked of others' }
  const loads = new Map<string, ReturnType<VerificationEnvironment['load']>>()
  const ask = <T>(question: () => Promise<T>): Promise<T | typeof tooMany> => {
    left -= 1
    return left < 0 ? Promise.resolve(tooMany) : question()
  }
  return {
    ...environment,
    resolveDid: (did) => ask(() => environment.resolveDid(did)),
    load(url, kind) {
      const key = `${kind} ${url}`
      const load = loads.get(key) ?? ask(async () => environment.load(url, kind))
      loads.set(key, load)
      return load
    },
  }
}
