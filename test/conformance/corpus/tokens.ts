import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createVerifiableCredentialJwt, createVerifiablePresentationJwt } from 'did-jwt-vc'
import { SignJWT } from 'jose'
import type { JsonObject } from '../../../src/credentials/index.ts'
import { badge, olderBadge } from './documents.ts'
import type { Specimen } from './specimen.ts'

type Algorithm = 'RS256' | 'ES256' | 'EdDSA'

/** An issuer, or a holder, of tokens: a did:jwk with one key. */
export type TokenIssuer = { alg: Algorithm; did: string; privateKey: KeyObject; publicJwk: object }

/** A new one. */
export function tokenIssuer(alg: Algorithm): TokenIssuer {
  const { privateKey, publicKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : alg === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519')
  const publicJwk = publicKey.export({ format: 'jwk' })
  const did = `did:jwk:${Buffer.from(JSON.stringify(publicJwk)).toString('base64url')}`
  return { alg, did, privateKey, publicJwk }
}

/** A token by jose. */
export function signedByJose(
  { alg, did, privateKey }: TokenIssuer,
  claims: JsonObject,
  header: JsonObject = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg, kid: `${did}#0`, typ: 'JWT', ...header })
    .sign(privateKey)
}

const seconds = (time: unknown) => Date.parse(String(time)) / 1000

/** The claims that go with a credential (Open Badges 3.0, section 8.2.4.1; VCDM 1.1, section 6.3.1). */
export function claimsOf(credential: JsonObject): JsonObject {
  const { id, issuer, validFrom, validUntil, issuanceDate, expirationDate } = credential
  return {
    iss: (issuer as JsonObject).id,
    jti: id,
    nbf: seconds(validFrom ?? issuanceDate),
    exp: seconds(validUntil ?? expirationDate),
    sub: (credential.credentialSubject as JsonObject).id,
  }
}

async function byJose(issuer: TokenIssuer, more: JsonObject): Promise<Specimen[]> {
  const { alg, did } = issuer
  const modern = badge(did, more)
  const older = olderBadge(did, more)
  const forms: [string, JsonObject, JsonObject][] = [
    ['payload with claims', { ...modern, ...claimsOf(modern) }, {}],
    ['payload', modern, { typ: 'vc+jwt', cty: 'vc' }],
    ['payload with times of its own', { ...modern, iat: 1_772_000_000 }, { typ: 'vc+jwt' }],
    ['claim vc', { ...claimsOf(older), vc: older }, {}],
    ['claim vc of the data model 2.0', { ...claimsOf(modern), vc: modern }, {}],
  ]
  return Promise.all(
    forms.map(async ([name, claims, header]) => ({
      name: `token by jose, ${alg}, ${name}`,
      form: 'token' as const,
      jwt: await signedByJose(issuer, claims, header),
    })),
  )
}

/** did-jwt-vc moves what claims say out of the credential, and names no key. */
async function byDidJwt(
  { alg, did, privateKey }: TokenIssuer,
  more: JsonObject,
): Promise<Specimen[]> {
  const signer = async (data: string | Uint8Array) => {
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' as const }
    const digest = alg === 'EdDSA' ? null : 'sha256'
    return sign(digest, Buffer.from(data as string), key).toString('base64url')
  }
  const issuer = { did, alg, signer }
  const older = olderBadge(did, more) as Parameters<typeof createVerifiableCredentialJwt>[0]
  const jwt = await createVerifiableCredentialJwt(older, issuer)
  const presentation = {
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    type: ['VerifiablePresentation'],
    holder: did,
    verifiableCredential: [jwt],
  }
  return [
    { name: `token by did-jwt-vc, ${alg}`, form: 'token', jwt },
    {
      name: `presentation by did-jwt-vc, ${alg}`,
      form: 'token',
      jwt: await createVerifiablePresentationJwt(presentation, issuer),
    },
  ]
}

/** Credentials and presentations as tokens, by the libraries of others. */
export async function tokens(more: JsonObject = {}): Promise<Specimen[]> {
  const [rs256, es256, edDsa] = (['RS256', 'ES256', 'EdDSA'] as const).map(tokenIssuer)
  if (!rs256 || !es256 || !edDsa) throw new Error('There are three algorithms.')
  const made = [
    ...[rs256, es256, edDsa].map((issuer) => byJose(issuer, more)),
    ...[es256, edDsa].map((issuer) => byDidJwt(issuer, more)),
  ]
  return (await Promise.all(made)).flat()
}
