import { ed25519Multikey } from '../../credentials/index.ts'
import type { KeyAlgorithm, PublicHalf } from '../key-store.ts'
import { CK, CKA, CKM } from './constants.ts'
import type { Attribute } from './module.ts'

const ED25519_OID = Buffer.from('06032b6570', 'hex')
const P256_OID = Buffer.from('06082a8648ce3d030107', 'hex')

/** How keys of an algorithm are made and used in a token. */
type Kind = {
  keyType: number
  generation: number
  signing: number
  /** Length of a signature in bytes. */
  signatureLength: number
  /** What describes the key to be made. */
  parameters: Attribute[]
  /** The attributes that the public half is made of. */
  publicAttributes: number[]
  publicHalf(values: Buffer[]): PublicHalf
}

export const KINDS: Record<KeyAlgorithm, Kind> = {
  Ed25519: {
    keyType: CK.keyTypeEcEdwards,
    generation: CKM.ecEdwardsKeyPairGen,
    signing: CKM.eddsa,
    signatureLength: 64,
    parameters: [{ type: CKA.ecParams, value: ED25519_OID }],
    publicAttributes: [CKA.ecPoint],
    publicHalf: ([point]) => ({
      publicKeyMultibase: ed25519Multikey(lastBytes(point, 32)),
      publicJwk: null,
    }),
  },
  ES256: {
    keyType: CK.keyTypeEc,
    generation: CKM.ecKeyPairGen,
    signing: CKM.ecdsa,
    signatureLength: 64,
    parameters: [{ type: CKA.ecParams, value: P256_OID }],
    publicAttributes: [CKA.ecPoint],
    publicHalf: ([point]) => {
      const bytes = lastBytes(point, 64)
      const x = bytes.subarray(0, 32).toString('base64url')
      const y = bytes.subarray(32).toString('base64url')
      return {
        publicKeyMultibase: null,
        publicJwk: { kty: 'EC', crv: 'P-256', x, y, alg: 'ES256' },
      }
    },
  },
  RS256: {
    keyType: CK.keyTypeRsa,
    generation: CKM.rsaKeyPairGen,
    signing: CKM.sha256RsaPkcs,
    signatureLength: 256,
    parameters: [
      { type: CKA.modulusBits, value: 2048 },
      { type: CKA.publicExponent, value: Buffer.of(1, 0, 1) },
    ],
    publicAttributes: [CKA.modulus, CKA.publicExponent],
    publicHalf: ([modulus, exponent]) => {
      const n = lastBytes(modulus, 256).toString('base64url')
      const e = lastBytes(exponent, 3).toString('base64url')
      return { publicKeyMultibase: null, publicJwk: { kty: 'RSA', n, e, alg: 'RS256' } }
    },
  },
}

/** What both halves of a key have in common: it stays in the token, under this id. */
const common = (kind: Kind, id: Buffer): Attribute[] => [
  { type: CKA.keyType, value: kind.keyType },
  { type: CKA.token, value: true },
  { type: CKA.id, value: id },
  { type: CKA.label, value: `waymark ${id.toString('hex')}` },
]

export const publicTemplate = (kind: Kind, id: Buffer): Attribute[] => [
  { type: CKA.class, value: CK.classPublicKey },
  ...common(kind, id),
  { type: CKA.verify, value: true },
  ...kind.parameters,
]

/** The private half never leaves the token. */
export const privateTemplate = (kind: Kind, id: Buffer): Attribute[] => [
  { type: CKA.class, value: CK.classPrivateKey },
  ...common(kind, id),
  { type: CKA.private, value: true },
  { type: CKA.sensitive, value: true },
  { type: CKA.extractable, value: false },
  { type: CKA.sign, value: true },
]

/** How the private half of a key is found again. */
export const searchTemplate = (kind: Kind, id: Buffer): Attribute[] => [
  { type: CKA.class, value: CK.classPrivateKey },
  { type: CKA.keyType, value: kind.keyType },
  { type: CKA.id, value: id },
]

/** What is told besides when a seed is taken in. */
export const seedAttributes = (seed: Uint8Array): Attribute[] => [
  { type: CKA.ecParams, value: ED25519_OID },
  { type: CKA.value, value: Buffer.from(seed) },
]

/** A number of known length: some tokens put DER or zeros before it. */
function lastBytes(value: Buffer | undefined, length: number): Buffer {
  if (value === undefined || value.length < length)
    throw new Error('The token shows no public key.')
  return value.subarray(-length)
}
