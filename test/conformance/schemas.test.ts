// Open Badges 3.0, appendix D: what the service publishes, held against the JSON Schemas that
// 1EdTech publishes, in both of their editions.
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js'
import formats from 'ajv-formats'
import t, { type Test } from 'tap'
import type { JsonObject } from '../../src/credentials/index.ts'
import { needsShared, sharedJson } from '../credentials/shared.ts'
import { startService } from '../support/service.ts'
import { type Awarded, awardVariants, proofSuites, read } from './variants.ts'

const folder = 'standards/ob_v3p0'
const editions = { 'JSON-LD': folder, formal: `${folder}/formal` }

type Edition = {
  credential: ValidateFunction
  achievement: ValidateFunction
  profile: ValidateFunction
}

/** The schema of a credential and, out of its definitions, of an Achievement and a Profile. */
function edition(path: string): Edition {
  const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false })
  formats.default(ajv)
  // Its $schema is written with an empty fragment, under which ajv does not find draft 2019-09.
  const { $schema: _, ...schema } = sharedJson(`${path}/ob_v3p0_achievementcredential_schema.json`)
  ajv.addSchema(schema, 'credential')
  const part = (name: string) => ajv.compile({ $ref: `credential#/$defs/${name}` })
  return {
    credential: ajv.getSchema('credential') as ValidateFunction,
    achievement: part('Achievement'),
    profile: part('Profile'),
  }
}

function profileSchema(): ValidateFunction {
  const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false })
  formats.default(ajv)
  const { $schema: _, ...schema } = sharedJson(`${folder}/ob_v3p0_profile_schema.json`)
  return ajv.compile(schema)
}

/** Says that a schema accepts a document, or what it has against it. */
function accepts(t: Test, schema: ValidateFunction, document: unknown, name: string) {
  schema(document)
  t.strictSame(schema.errors ?? [], [], name)
}

t.test('the official schemas accept', needsShared(editions.formal), async (t) => {
  const service = await startService(t)
  const schemas = Object.entries(editions).map(([name, path]) => ({ name, ...edition(path) }))
  const profile = profileSchema()

  for (const [suite, suites] of Object.entries(proofSuites)) {
    const awards = await awardVariants(service, suites)
    for (const schema of schemas) {
      t.test(`credentials with ${suite}, ${schema.name} schema`, async (t) => {
        for (const { name, credential } of awards) accepts(t, schema.credential, credential, name)
      })
      t.test(`achievements with ${suite}, ${schema.name} schema`, async (t) => {
        for (const { name, credential } of awards) {
          const document = (await read(service, achievementOf(credential).id as string)).body
          accepts(t, schema.achievement, document, name)
          const { '@context': _, ...published } = document
          t.strictSame(published, achievementOf(credential), 'the same as in the credential')
        }
      })
      t.test(`issuers with ${suite}, ${schema.name} schema`, async (t) => {
        for (const document of await profilesOf(awards)) {
          accepts(t, schema.profile, document, `${document.id}`)
          accepts(t, profile, document, 'the schema of a Profile of its own')
        }
      })
    }
  }

  async function profilesOf(awards: Awarded[]): Promise<JsonObject[]> {
    const ids = new Set(awards.map(({ issuer }) => issuer.id))
    return Promise.all([...ids].map(async (id) => (await read(service, `/issuers/${id}`)).body))
  }
})

t.test('the awards are as different as they claim to be', async (t) => {
  const service = await startService(t)
  const awards = await awardVariants(service, ['eddsa-rdfc-2022'])
  const of = (name: string) => {
    const found = awards.find((award) => award.name === name)
    if (found === undefined) throw new Error(`There is no award "${name}".`)
    return found.credential
  }
  const plain = of('nothing optional, to a card')
  t.strictSame(Object.keys(plain.credentialSubject as object), ['id', 'type', 'achievement'])
  t.notOk('validUntil' in plain || 'evidence' in plain)
  t.match(of('nothing optional, to an e-mail address').credentialSubject, {
    identifier: [{ type: 'IdentityObject', hashed: true }],
  })
  t.match(of('everything optional, to an e-mail address'), {
    issuer: { image: { type: 'Image' }, description: String },
    validFrom: '2024-05-01T08:00:00Z',
    validUntil: '2094-05-01T10:00:00Z',
    evidence: [{ type: ['Evidence'] }, { narrative: String }, { name: 'Notes' }],
    credentialSubject: {
      narrative: String,
      achievement: {
        image: { type: 'Image' },
        tag: ['audio', 'storytelling', 'Größe'],
        achievementType: 'ext:PodcastBadge',
        alignment: [
          { targetName: 'Listening' },
          { targetCode: 'SP-3' },
          { targetName: 'Demonstrate' },
        ],
        version: '1',
      },
    },
  })
  t.match(of('a correction, which names what it supersedes'), {
    relatedResource: [{ id: String, digestSRI: /^sha256-/, mediaType: 'application/vc' }],
  })
  t.match(achievementOf(of('the third version')), {
    version: '3',
    related: [{ type: ['Related'], version: '2', id: achievementOf(of('the second version')).id }],
  })
})

t.test('the official schemas can refuse', needsShared(editions.formal), async (t) => {
  const service = await startService(t)
  const [award] = await awardVariants(service, ['eddsa-rdfc-2022'])
  for (const [name, path] of Object.entries(editions)) {
    const { credential } = edition(path)
    t.notOk(credential({ ...award?.credential, validFrom: 'yesterday' }), `${name}: a wrong date`)
    t.notOk(credential({ ...award?.credential, credentialSubject: {} }), `${name}: no subject`)
  }
})

function achievementOf(credential: JsonObject): JsonObject {
  return (credential.credentialSubject as JsonObject).achievement as JsonObject
}
