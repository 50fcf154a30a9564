// Whatever is changed in a valid credential, in any of its forms, in any one place: it is invalid. But
// for what the standards say does not matter, which `harmless.ts` lists.
//
// All mutations of small credentials are tried, and of each of the others as many as --count says, at
// places that --seed moves; all of all with --long.
import t, { type Test } from 'tap'
import { isObject, type JsonObject } from '../../src/credentials/index.ts'
import { type VerificationEnvironment, verifyPresented } from '../../src/verification/index.ts'
import { keyIssuer, now } from '../credentials/samples.ts'
import { bundledVocabulary, type Mutation, mutationsOf } from '../support/tampering/index.ts'
import {
  jwsOf,
  makeSite,
  rsaKeys,
  withSigning,
  worldOf,
} from '../verification/open-badges-2/site.ts'
import { badgeOf, found, statusList } from '../verification/world.ts'
import { corpus, type Specimen } from './corpus/index.ts'
import { harmless, harmlessOf } from './harmless.ts'

const list = 'https://elsewhere.example/status/1'
const credentialStatus = {
  id: `${list}#4711`,
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: '4711',
  statusListCredential: list,
}
const issuer = await keyIssuer()
const published = await statusList(issuer, [], { id: list })

/** The list of places is there; nobody else answers. */
const environment: VerificationEnvironment = {
  now,
  resolveDid: async () => ({ unavailable: 'no answer' }),
  load: async (url: string) => (url === list ? found(published) : { unavailable: 'no answer' }),
}

const own: Specimen[] = [
  { name: 'own badge', form: 'rdfc', credential: await badgeOf(issuer, { status: undefined }) },
  {
    name: 'own badge with two proofs',
    form: 'rdfc',
    credential: await badgeOf(issuer, { status: undefined }, [
      'eddsa-rdfc-2022',
      'Ed25519Signature2020',
    ]),
  },
]

/** Another platform for badges of Open Badges 2.0. Everybody else answers, and has nothing. */
const site = makeSite()
const platform: VerificationEnvironment = {
  ...environment,
  load: async (url, kind) => {
    const answer = await worldOf(site).load(url, kind)
    return 'unavailable' in answer
      ? { status: 404, mediaType: null, bytes: Buffer.alloc(0), url }
      : answer
  },
}
const older: Specimen[] = [
  { name: 'hosted badge of Open Badges 2.0', form: 'hosted', credential: site.assertion },
  {
    name: 'hosted badge of Open Badges 2.0, with copies of badge and issuer',
    form: 'hosted',
    credential: { ...site.assertion, badge: { ...site.badgeClass, issuer: site.issuer } },
  },
  {
    name: 'signed badge of Open Badges 2.0',
    form: 'token',
    jwt: jwsOf(withSigning(site), rsaKeys().privateKey),
  },
]
const specimens = [...own, ...older, ...(await corpus({ credentialStatus }))]
const vocabulary = await bundledVocabulary()
const isLong = process.env.WAYMARK_TEST_LONG !== undefined
const count = Number(process.env.WAYMARK_TEST_COUNT ?? (isLong ? Number.POSITIVE_INFINITY : 12))
const seed = Number(process.env.WAYMARK_TEST_SEED ?? Math.floor(Math.random() * 1e6))
t.comment(`--count ${count} --seed ${seed}`)
/** All mutations of one credential take minutes. */
const patient = { timeout: 3_600_000 }

const FEW = 1_500

/** Some of the mutations, as evenly spread as they come, or all when they are few. */
function slice(mutations: Iterable<Mutation>): Mutation[] {
  const all = [...mutations]
  const stride = all.length < FEW ? 1 : Math.max(1, Math.floor(all.length / count))
  return all.filter((_, at) => at % stride === seed % stride)
}

type Presented = { credential: unknown } | { jwt: string }

const reportOn = async (presented: Presented, specimen: Specimen) =>
  (await verifyPresented(presented, older.includes(specimen) ? platform : environment)).report

const used = new Set<string>()

/** Tries each mutation; those that pass have to be harmless. */
async function tryAll(
  t: Test,
  specimen: Specimen,
  mutations: Mutation[],
  presentedAs: (mutation: Mutation) => Presented,
) {
  const { credential: shown } = await reportOn(specimen, specimen)
  for (const mutation of mutations) {
    const { verdict, credential } = await reportOn(presentedAs(mutation), specimen)
    if (verdict === 'invalid') continue
    if (specimen.form === 'hosted') t.strictSame(credential, shown, mutation.name)
    const known =
      verdict === 'valid' && 'credential' in specimen
        ? await harmlessOf(mutation, specimen.credential, specimen.form)
        : null
    if (known) used.add(known.name)
    else t.fail(`${verdict}: ${mutation.path.join('.') || 'the document'}: ${mutation.name}`)
  }
  t.pass(`${mutations.length} mutations`)
}

for (const specimen of specimens) {
  t.test(specimen.name, patient, async (t) => {
    t.equal((await reportOn(specimen, specimen)).verdict, 'valid', 'as it is')
    if ('credential' in specimen) {
      const mutations = slice(mutationsOf(specimen.credential, vocabulary))
      await tryAll(t, specimen, mutations, (mutation) => ({ credential: mutation.document() }))
      return
    }
    const parts = specimen.jwt.split('.')
    for (const [at, name] of ['header', 'claims'].entries()) {
      const part: unknown = JSON.parse(Buffer.from(parts[at] ?? '', 'base64url').toString())
      t.ok(isObject(part), name)
      const mutations = slice(mutationsOf(part, vocabulary))
      await tryAll(t, specimen, mutations, (mutation) => {
        const changed = Buffer.from(JSON.stringify(mutation.document())).toString('base64url')
        return { jwt: parts.with(at, changed).join('.') }
      })
    }
    for (const [name, jwt] of Object.entries(misspelled(specimen.jwt))) {
      t.equal((await reportOn({ jwt }, specimen)).verdict, 'invalid', name)
    }
  })
}

/** A token in other spellings of the same or nearly the same bytes. */
function misspelled(jwt: string): Record<string, string> {
  const parts = jwt.split('.')
  const [header = '', claims = '', signature = ''] = parts
  const bytes = Buffer.from(signature, 'base64url')
  const flipped = Buffer.from(bytes)
  flipped[0] = (flipped[0] ?? 0) ^ 1
  const reencoded = (part: string, change: (json: string) => string) =>
    Buffer.from(change(Buffer.from(part, 'base64url').toString())).toString('base64url')
  const swollen = (json: string) => ` ${json}`
  return {
    'another bit of the signature': [header, claims, flipped.toString('base64url')].join('.'),
    'half of the signature': [header, claims, bytes.subarray(32).toString('base64url')].join('.'),
    'a byte more in the signature': `${jwt}AA`,
    'a signature of zeros': [header, claims, Buffer.alloc(bytes.length).toString('base64url')].join(
      '.',
    ),
    'no signature': `${header}.${claims}.`,
    padding: `${jwt}==`,
    'the other base64 alphabet': [header, claims, bytes.toString('base64')].join('.'),
    'a letter that is no base64': `${jwt}!`,
    'white space inside': [header, ` ${claims}`, signature].join('.'),
    'a line break after': `${jwt}\n\n.`,
    'a part more': `${jwt}.${signature}`,
    'parts exchanged': [claims, header, signature].join('.'),
    'a header with more white space': [reencoded(header, swollen), claims, signature].join('.'),
    'claims with more white space': [header, reencoded(claims, swollen), signature].join('.'),
    'claims with a member twice': [
      header,
      reencoded(claims, (json) => json.replace('{', '{"iss":"did:example:other",')),
      signature,
    ].join('.'),
    'claims in reverse': [
      header,
      reencoded(claims, (json) => {
        const members = Object.entries(JSON.parse(json) as JsonObject).reverse()
        return JSON.stringify(Object.fromEntries(members))
      }),
      signature,
    ].join('.'),
  }
}

t.test(
  'nothing is listed as harmless that does not pass',
  { skip: Number.isFinite(count) },
  async (t) => {
    t.strictSame(
      harmless.map(({ name }) => name).filter((name) => !used.has(name)),
      [],
    )
  },
)
