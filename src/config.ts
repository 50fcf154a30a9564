import { availableParallelism } from 'node:os'
import { envSchema } from 'env-schema'
import { type Static, Type } from 'typebox'

/**
 * Every setting of the service, read from the environment once, at boot. The names, the defaults
 * and what is accepted are this schema; the README's table is held against it by a test.
 */
export const Environment = Type.Object({
  HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'Address to listen on.' }),
  PORT: Type.Integer({
    default: 3000,
    minimum: 0,
    maximum: 65535,
    description: 'Port to listen on; 0 picks a free one.',
  }),
  PUBLIC_URL: Type.Optional(
    Type.String({
      description:
        'Origin under which the world reaches the service, such as https://badges.example.org. Stands in every credential, so it is stored at the first start and cannot change. Default: http://HOST:PORT.',
    }),
  ),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      description:
        'PostgreSQL 15 or later. Unset: an embedded PostgreSQL keeps its data under DATA_DIR.',
    }),
  ),
  DATA_DIR: Type.String({
    default: './data',
    minLength: 1,
    description: 'Folder of the embedded PostgreSQL and of the secrets generated for it.',
  }),
  MASTER_KEY: Type.Optional(
    Type.String({
      description:
        '32 bytes in base64 that encrypt private keys and personal data. Required with DATABASE_URL; otherwise generated into DATA_DIR.',
    }),
  ),
  KEY_STORE: Type.Enum(['database', 'pkcs11'], {
    default: 'database',
    description:
      'Where new private keys of issuers are made: database (encrypted under MASTER_KEY) or pkcs11. Keys made before stay where they are.',
  }),
  PKCS11_LIBRARY: Type.Optional(
    Type.String({
      description:
        'Path of the PKCS#11 library of a hardware security module. Needed as long as keys are in it.',
    }),
  ),
  PKCS11_TOKEN: Type.Optional(
    Type.String({ description: 'Label of the token that PKCS11_LIBRARY finds the keys in.' }),
  ),
  PKCS11_PIN: Type.Optional(
    Type.String({ description: "PIN of the token's user. Never stored or logged." }),
  ),
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
  IDEMPOTENCY_RETENTION_HOURS: Type.Integer({
    default: 24,
    minimum: 1,
    maximum: 8760,
    description: 'How long an Idempotency-Key is remembered.',
  }),
  AWARD_BATCH_ANSWERS_DAYS: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 3650,
    description:
      'How many days after the end of a bulk award its rows, encrypted, and the answers to them are kept.',
  }),
  EVENTS_RETENTION_DAYS: Type.Integer({
    default: 90,
    // Longer than webhooks are tried again.
    minimum: 7,
    maximum: 3650,
    description: 'How many days what happened can be read from /v1/events and sent to webhooks.',
  }),
  SMTP_URL: Type.Optional(
    Type.String({
      pattern: '^smtps?://',
      description:
        'Mail server, such as smtps://user:password@mail.example.org or smtp://127.0.0.1:2525. Unset: nothing is sent, and the platform is told what to send.',
    }),
  ),
  MAIL_FROM: Type.Optional(
    Type.String({
      maxLength: 320,
      description:
        'Whom mail is from, such as "Harbour badges <badges@example.org>". Required with SMTP_URL.',
    }),
  ),
  MAIL_LANGUAGE: Type.Enum(['en', 'cy', 'fr', 'es', 'de'], {
    default: 'en',
    description: 'Language of mail to those whose own is not known: en, cy, fr, es or de.',
  }),
  FILES_MAX_BYTES: Type.Integer({
    default: 50 * 1024 * 1024,
    minimum: 1024,
    maximum: 2 * 1024 * 1024 * 1024,
    description: 'How long a file that somebody sends as evidence may be.',
  }),
  FILES_S3_URL: Type.Optional(
    Type.String({
      description:
        'Endpoint of an S3-compatible store, which then takes new files. Unset: they lie under DATA_DIR, which several instances have to share.',
    }),
  ),
  FILES_S3_REGION: Type.String({
    default: 'us-east-1',
    minLength: 1,
    maxLength: 100,
    description: 'Region of that store.',
  }),
  FILES_S3_BUCKET: Type.Optional(
    Type.String({ description: 'Bucket there: files lie in it as files/....' }),
  ),
  FILES_S3_ACCESS_KEY_ID: Type.Optional(
    Type.String({ description: 'Key that may list, read, write and delete there.' }),
  ),
  FILES_S3_SECRET_ACCESS_KEY: Type.Optional(
    Type.String({ description: 'Its secret. Never stored or logged.' }),
  ),
  AWARD_NOTICES: Type.Enum(['never', 'asked', 'always'], {
    default: 'never',
    description:
      'Which learners are told of their awards by mail: none, those for whom the award asks for it (notify), or all but in bulk and where it asks not to.',
  }),
  JOB_THREADS: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 64,
      description:
        'How many threads work off jobs, such as bulk awards. 0: the one that answers requests does, as always where keys are in PKCS#11. Default: one fewer than there are processors, at least 1 and at most 4.',
    }),
  ),
  TRUST_PROXY: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 10,
    description:
      "How many reverse proxies stand in front: the caller's address is the one that the outermost of them saw, from X-Forwarded-For. 0 believes no such header.",
  }),
})

/** The configuration as the rest of the service sees it: checked, and in its own types. */
export type Config = {
  host: string
  port: number
  /** Origin without a trailing slash, or undefined when the operator named none. */
  publicUrl: string | undefined
  databaseUrl: string | undefined
  dataDir: string
  /** 32 bytes, or undefined when the service keeps its own in `dataDir`. */
  masterKey: Buffer | undefined
  keyStore: 'database' | 'pkcs11'
  /** The token that is configured, if any. */
  pkcs11: { library: string; token: string; pin: string } | undefined
  adminApiKey: string | undefined
  logLevel: string
  outboundAllowLoopback: boolean
  anonymousVerificationsPerMinute: number
  /** Path of the file that names the registries of issuers, if any. */
  issuerRegistries: string | undefined
  /** The issuer that signs learners' records, if one is set. */
  clrIssuerId: string | undefined
  idempotencyRetentionHours: number
  eventsRetentionDays: number
  /** The mail server, and whom mail is from. */
  mail: MailSettings | undefined
  awardNotices: 'never' | 'asked' | 'always'
  /** Language of mail to those whose own is not known. */
  mailLanguage: string
  filesMaxBytes: number
  /** The store of new files; undefined: the local disk. */
  filesS3:
    | { url: string; region: string; bucket: string; accessKeyId: string; secretAccessKey: string }
    | undefined
  /** Threads for jobs; 0: they are worked off in the main one. */
  jobThreads: number
  awardBatchAnswersDays: number
  /** Number of reverse proxies in front. */
  trustProxy: number
}

/** How mail is sent. */
export type MailSettings = {
  url: string
  from: { name: string; address: string }
}

/** A wrong setting. The message is one sentence that names the variable, never its value. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/**
 * Reads and checks the configuration.
 *
 * @param env - the environment; empty strings count as unset, as in a compose file
 * @throws ConfigError naming the first wrong variable
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const values = readEnvironment(env)
  const masterKey =
    values.MASTER_KEY === undefined ? undefined : decodeMasterKey('MASTER_KEY', values.MASTER_KEY)
  if (values.DATABASE_URL !== undefined && masterKey === undefined) {
    throw new ConfigError(
      'MASTER_KEY must be set when DATABASE_URL is: 32 random bytes in base64, for example from "openssl rand -base64 32".',
    )
  }
  const pkcs11 = checkPkcs11(values)
  const filesS3 = checkS3(values)
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL === undefined ? undefined : checkOrigin(values.PUBLIC_URL),
    databaseUrl: values.DATABASE_URL,
    dataDir: values.DATA_DIR,
    masterKey,
    keyStore: values.KEY_STORE,
    pkcs11,
    adminApiKey: values.ADMIN_API_KEY,
    logLevel: values.LOG_LEVEL,
    outboundAllowLoopback: values.OUTBOUND_ALLOW_LOOPBACK,
    anonymousVerificationsPerMinute: values.ANONYMOUS_VERIFICATIONS_PER_MINUTE,
    issuerRegistries: values.ISSUER_REGISTRIES,
    clrIssuerId: values.CLR_ISSUER_ID,
    idempotencyRetentionHours: values.IDEMPOTENCY_RETENTION_HOURS,
    awardBatchAnswersDays: values.AWARD_BATCH_ANSWERS_DAYS,
    eventsRetentionDays: values.EVENTS_RETENTION_DAYS,
    mail: checkMail(values),
    mailLanguage: values.MAIL_LANGUAGE,
    awardNotices: values.AWARD_NOTICES,
    filesMaxBytes: values.FILES_MAX_BYTES,
    filesS3,
    // A session with a token belongs to one thread.
    jobThreads: pkcs11 === undefined ? (values.JOB_THREADS ?? threadsToSpare()) : 0,
    trustProxy: values.TRUST_PROXY,
  }
}

/** So many that one processor is left for requests. */
function threadsToSpare(): number {
  return Math.min(Math.max(availableParallelism() - 1, 1), 4)
}

function readEnvironment(env: Record<string, string | undefined>): Static<typeof Environment> {
  const data = Object.fromEntries(
    Object.keys(Environment.properties).flatMap((name) =>
      env[name] === undefined || env[name] === '' ? [] : [[name, env[name]]],
    ),
  )
  try {
    return envSchema<Static<typeof Environment>>({ schema: Environment, data, env: false })
  } catch (error) {
    throw new ConfigError(describe(error))
  }
}

type SchemaFailure = {
  instancePath: string
  keyword: string
  message?: string
  params: Record<string, unknown>
}

function describe(error: unknown): string {
  const [failure] = (error as { errors?: SchemaFailure[] }).errors ?? []
  if (failure === undefined) throw error
  const name = failure.instancePath.slice(1).split('/')[0] as keyof typeof Environment.properties
  const expectations: Partial<Record<string, string>> = {
    PORT: 'a whole number from 0 to 65535',
    DATABASE_URL: 'a PostgreSQL connection string that begins with postgres:// or postgresql://',
    ADMIN_API_KEY: '32 to 256 printable ASCII characters without spaces',
    CLR_ISSUER_ID: 'the id of an issuer',
    KEY_STORE: 'database or pkcs11',
    SMTP_URL: 'an address of a mail server that begins with smtp:// or smtps://',
    AWARD_NOTICES: 'never, asked or always',
    MAIL_LANGUAGE: 'one of en, cy, fr, es and de',
    LOG_LEVEL: 'one of fatal, error, warn, info, debug, trace and silent',
    OUTBOUND_ALLOW_LOOPBACK: 'true or false',
    EVENTS_RETENTION_DAYS: 'a whole number from 7 to 3650',
    FILES_MAX_BYTES: 'a whole number from 1024 to 2147483648',
    JOB_THREADS: 'a whole number from 0 to 64',
    TRUST_PROXY: 'a whole number from 0 to 10',
    ANONYMOUS_VERIFICATIONS_PER_MINUTE: 'a whole number from 0 to 1000000',
    IDEMPOTENCY_RETENTION_HOURS: 'a whole number from 1 to 8760',
    AWARD_BATCH_ANSWERS_DAYS: 'a whole number from 1 to 3650',
  }
  return `${name} must be ${expectations[name] ?? (failure.message ?? 'valid').replace(/^must be /, '')}.`
}

/**
 * The bytes of a master key.
 *
 * @param name - the variable that it was given in
 * @throws ConfigError when it is no such key
 */
export function decodeMasterKey(name: string, text: string): Buffer {
  const key = Buffer.from(text, 'base64')
  if (key.length !== 32 || key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) {
    throw new ConfigError(
      `${name} must be 32 bytes in base64, for example from "openssl rand -base64 32".`,
    )
  }
  return key
}

function checkPkcs11(values: Static<typeof Environment>): Config['pkcs11'] {
  const { PKCS11_LIBRARY: library, PKCS11_TOKEN: token, PKCS11_PIN: pin } = values
  if (library === undefined && token === undefined && pin === undefined) {
    if (values.KEY_STORE === 'database') return undefined
  }
  if (library !== undefined && token !== undefined && pin !== undefined) {
    return { library, token, pin }
  }
  throw new ConfigError(
    'PKCS11_LIBRARY, PKCS11_TOKEN and PKCS11_PIN must be set together, and with KEY_STORE=pkcs11.',
  )
}

function checkMail(values: Static<typeof Environment>): MailSettings | undefined {
  const { SMTP_URL: url, MAIL_FROM: from } = values
  if (url === undefined) return undefined
  if (!URL.canParse(url) || new URL(url).hostname === '') {
    throw new ConfigError(
      'SMTP_URL must be an address of a mail server that begins with smtp:// or smtps://.',
    )
  }
  const [, name = '', inBrackets, bare] =
    /^(?:([^<>\r\n]*)<([^<>\s]+@[^<>\s]+)>|([^<>\s]+@[^<>\s]+))$/.exec(from ?? '') ?? []
  const address = inBrackets ?? bare
  if (address === undefined) {
    throw new ConfigError(
      'MAIL_FROM must be set when SMTP_URL is: an e-mail address, or a name and one in angle brackets.',
    )
  }
  return { url, from: { name: name.trim().replace(/^"(.*)"$/, '$1'), address } }
}

function checkS3(values: Static<typeof Environment>): Config['filesS3'] {
  const {
    FILES_S3_URL: url,
    FILES_S3_BUCKET: bucket,
    FILES_S3_ACCESS_KEY_ID: accessKeyId,
    FILES_S3_SECRET_ACCESS_KEY: secretAccessKey,
    FILES_S3_REGION: region,
  } = values
  const given = [url, bucket, accessKeyId, secretAccessKey]
  if (given.every((value) => value === undefined)) return undefined
  if (url && bucket && accessKeyId && secretAccessKey) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new ConfigError(
        'FILES_S3_URL must be the http or https URL of an S3-compatible store, such as https://s3.eu-west-2.amazonaws.com.',
      )
    }
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
      throw new ConfigError('FILES_S3_BUCKET must be the name of a bucket.')
    }
    return { url: url.replace(/\/+$/, ''), region, bucket, accessKeyId, secretAccessKey }
  }
  throw new ConfigError(
    'FILES_S3_URL, FILES_S3_BUCKET, FILES_S3_ACCESS_KEY_ID and FILES_S3_SECRET_ACCESS_KEY must be set together.',
  )
}

function checkOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const bare =
    url !== undefined &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    `${url.origin}/` === url.href
  if (!bare) {
    throw new ConfigError(
      'PUBLIC_URL must be an http or https origin such as https://badges.example.org, without a path, a query or credentials.',
    )
  }
  return url.origin
}
