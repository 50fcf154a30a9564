import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import {
  type GeneratedJwtKey,
  generateJwtKey,
  openBadgeCredential,
} from '../../../src/credentials/index.ts'
import { award } from '../samples.ts'

export const kid = 'https://badges.example/issuers/1/keys/2'

/** One key of each kind that we sign with, made once for a file. */
export const keys: { [alg in 'RS256' | 'ES256']: GeneratedJwtKey } = {
  RS256: await generateJwtKey('RS256'),
  ES256: await generateJwtKey('ES256'),
}

/** An unsigned Open Badge with every part that we publish. */
export const credential = openBadgeCredential(award('did:web:badges.example'))

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token of any header and payload, signed with node:crypto by whatever the key is for. */
export function token(header: object, payload: unknown, key?: KeyObject | string): string {
  const input = `${encoded(header)}.${encoded(payload)}`
  if (key === undefined) return `${input}.`
  if (typeof key === 'string') {
    return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
  }
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const signature = sign(digest, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

/** An Ed25519 key of node:crypto. */
export const ed25519 = generateKeyPairSync('ed25519')
/** An RSA key that is too short. */
export const weakRsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
