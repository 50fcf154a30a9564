import { verifyCredential } from '@digitalcredentials/verifier-core'
import type { JsonObject } from '../../src/credentials/index.ts'
import { needsShared, sharedText } from '../credentials/shared.ts'
import type { Service } from '../support/service.ts'

const schemaFile = 'standards/ob_v3p0/formal/ob_v3p0_achievementcredential_schema.json'
/** The official JSON Schema that credentials are checked against where it is at hand. */
export const schemaUrl =
  'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json'
export const hasSchema = needsShared(schemaFile).skip === false
const registry = { type: 'dcc-legacy', name: 'Registry', url: 'https://registry.example.net/all' }

/** Does some work with answers from here in the place of the network; notes what was asked for. */
async function withoutNetwork<T>(
  service: Service,
  registered: string,
  work: () => Promise<T>,
): Promise<{ result: T; asked: string[] }> {
  const asked: string[] = []
  const real = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const { url, headers } = new Request(input, init)
    asked.push(url)
    if (url.startsWith(`${service.publicUrl}/`)) {
      return real(url.replace(service.publicUrl, service.url), { headers })
    }
    if (url === schemaUrl && hasSchema) return new Response(sharedText(schemaFile))
    if (url === registry.url) {
      return Response.json({ registry: { [registered]: { name: 'Harbour Library' } } })
    }
    throw new TypeError(`The test has no answer for ${url}.`)
  }
  try {
    return { result: await work(), asked }
  } finally {
    globalThis.fetch = real
  }
}

type Verifier = (input: { credential: unknown; knownDIDRegistries: object }) => Promise<Result>
type Result = {
  errors?: unknown
  log?: { id: string; valid?: boolean }[]
  additionalInformation?: {
    id: string
    results: { schema: string; result: { valid: boolean } }[]
  }[]
}

/**
 * The verdict of verifier-core, each step by its name, and the URLs that it asked for.
 *
 * @param registered - the DID that stands in the registry of issuers
 */
export async function verify(service: Service, credential: JsonObject, registered: string) {
  const { result, asked } = await withoutNetwork(service, registered, () =>
    (verifyCredential as Verifier)({ credential, knownDIDRegistries: [registry] }),
  )
  const steps = Object.fromEntries((result.log ?? []).map((step) => [step.id, step.valid]))
  const schema = result.additionalInformation?.find(({ id }) => id === 'schema_check')
  return { errors: result.errors, steps, schema: schema?.results, asked }
}

/** The steps of a credential that holds in every respect. */
export const good = {
  valid_signature: true,
  expiration: true,
  revocation_status: true,
  registered_issuer: true,
}
