import type { JsonObject } from '../../src/credentials/index.ts'
import type { Answer, Client } from '../support/client.ts'
import { issuerInput, made } from '../support/programme.ts'

export const V2 = 'https://www.w3.org/ns/credentials/v2'
export const V1 = 'https://www.w3.org/2018/credentials/v1'

/** An issuer here: its id and its DID. */
export async function anIssuer(
  client: Client,
  more: object = {},
): Promise<{ id: string; did: string }> {
  return made(await client.post('/v1/issuers', { ...issuerInput, ...more }))
}

/** A credential of the data model 2.0 with nothing in it that is not required, and some changes. */
export function credentialOf(issuer: unknown, changes: JsonObject = {}): JsonObject {
  const credential = {
    '@context': [V2],
    type: ['VerifiableCredential'],
    issuer,
    credentialSubject: { id: 'did:example:subject' },
    ...changes,
  }
  return Object.fromEntries(Object.entries(credential).filter(([, value]) => value !== undefined))
}

/** Asks for a credential to be issued. */
export const issue = (client: Client, credential: unknown, options?: object): Promise<Answer> =>
  client.post('/credentials/issue', { credential, ...(options && { options }) })

/** A credential that was issued. */
export async function issued(
  client: Client,
  credential: JsonObject,
  options?: object,
): Promise<JsonObject> {
  return made(await issue(client, credential, options)).verifiableCredential
}

/** What is wrong with an answer that should refuse in the words of the VC API; null when nothing is. */
export function notARefusal(answer: Answer, type: string | RegExp, field?: string): string | null {
  const { status, body, headers, text } = answer
  const seen = `${status} ${text.slice(0, 300)}`
  if (status !== 400) return `not a 400: ${seen}`
  if (!/^application\/problem\+json/.test(headers.get('content-type') ?? '')) return `type: ${seen}`
  const [first] = body.problemDetails ?? []
  const isWhole =
    body.type === first?.type &&
    body.title === first?.title &&
    body.detail === first?.detail &&
    body.status === 400
  if (!isWhole) return `not both kinds of document: ${seen}`
  const isOfType = typeof type === 'string' ? body.title === type : type.test(body.type)
  if (!isOfType || !String(body.type).endsWith(body.title)) return `not of ${type}: ${seen}`
  const fields: string[] = (body.errors ?? []).map((error: { field: string }) => error.field)
  return field === undefined || fields.includes(field) ? null : `${field} is not named: ${seen}`
}
