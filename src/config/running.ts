import { availableParallelism } from 'node:os'
import { type Static, Type } from 'typebox'

/** How the service runs: who may call it, what it says, whom it asks, how much it does at once. */
export const RunningVariables = Type.Object({
  ADMIN_API_KEY: Type.Optional(
    Type.String({
      minLength: 32,
      maxLength: 256,
      pattern: '^[\\x21-\\x7e]+$',
      description:
        'An API key with every scope, valid while it is set and never stored. Unset with the embedded PostgreSQL: one is generated and printed at the first start.',
    }),
  ),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'fatal, error, warn, info, debug, trace or silent.',
  }),
  OUTBOUND_ALLOW_LOOPBACK: Type.Boolean({
    default: false,
    description:
      'Development only: lets verification fetch documents from this machine (http and https on loopback).',
  }),
  ANONYMOUS_VERIFICATIONS_PER_MINUTE: Type.Integer({
    default: 600,
    minimum: 0,
    maximum: 1_000_000,
    description:
      'How many verifications a minute one address may ask for without an API key; 0 closes verification to callers without one.',
  }),
  ISSUER_REGISTRIES: Type.Optional(
    Type.String({
      description:
        'Path of a JSON file with the registries of issuers that verification looks issuers up in.',
    }),
  ),
  CLR_ISSUER_ID: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f-]{36}$',
      description:
        "Id of the issuer that signs learners' records when no other is named. Unset: the issuer of the first badge in the record.",
    }),
  ),
  JOB_THREADS: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 64,
      description:
        'How many threads work off jobs, such as bulk awards. 0: the one that answers requests does, as always where keys are in PKCS#11. Default: one fewer than there are processors, at least 1 and at most 4.',
    }),
  ),
})

export const runningExpectations = {
  ADMIN_API_KEY: '32 to 256 printable ASCII characters without spaces',
  LOG_LEVEL: 'one of fatal, error, warn, info, debug, trace and silent',
  CLR_ISSUER_ID: 'the id of an issuer',
}

export type RunningConfig = {
  adminApiKey: string | undefined
  logLevel: string
  outboundAllowLoopback: boolean
  anonymousVerificationsPerMinute: number
  /** Path of the file that names the registries of issuers, if any. */
  issuerRegistries: string | undefined
  /** The issuer that signs learners' records, if one is set. */
  clrIssuerId: string | undefined
  /** Threads for jobs; 0: they are worked off in the main one. */
  jobThreads: number
}

/** @param hasToken - whether keys are in a token: a session with one belongs to one thread */
export function readRunning(
  values: Static<typeof RunningVariables>,
  hasToken: boolean,
): RunningConfig {
  return {
    adminApiKey: values.ADMIN_API_KEY,
    logLevel: values.LOG_LEVEL,
    outboundAllowLoopback: values.OUTBOUND_ALLOW_LOOPBACK,
    anonymousVerificationsPerMinute: values.ANONYMOUS_VERIFICATIONS_PER_MINUTE,
    issuerRegistries: values.ISSUER_REGISTRIES,
    clrIssuerId: values.CLR_ISSUER_ID,
    jobThreads: hasToken ? 0 : (values.JOB_THREADS ?? threadsToSpare()),
  }
}

/** So many that one processor is left for requests. A single one has several jobs at a time. */
function threadsToSpare(): number {
  return Math.min(Math.max(availableParallelism() - 1, 1), 4)
}
