/** Numbers of PKCS#11 3.0 (pkcs11t.h) that we use. */
export const CK = {
  osLockingOk: 0x2,
  serialSession: 0x4,
  readWriteSession: 0x2,
  userTypeUser: 1,
  classPublicKey: 2,
  classPrivateKey: 3,
  keyTypeRsa: 0x00,
  keyTypeEc: 0x03,
  keyTypeEcEdwards: 0x40,
} as const

/** Types of attributes. */
export const CKA = {
  class: 0x000,
  token: 0x001,
  private: 0x002,
  label: 0x003,
  value: 0x011,
  keyType: 0x100,
  id: 0x102,
  sensitive: 0x103,
  sign: 0x108,
  verify: 0x10a,
  modulus: 0x120,
  modulusBits: 0x121,
  publicExponent: 0x122,
  extractable: 0x162,
  ecParams: 0x180,
  ecPoint: 0x181,
} as const

/** Mechanisms. */
export const CKM = {
  rsaKeyPairGen: 0x0000,
  sha256RsaPkcs: 0x0040,
  ecKeyPairGen: 0x1040,
  ecdsa: 0x1041,
  ecEdwardsKeyPairGen: 0x1055,
  eddsa: 0x1057,
} as const

/** Errors after which a session is of no more use, or the keys have to be looked up anew. */
export const LOST: readonly number[] = [
  0x05, // general error
  0x30, // device error
  0x32, // device removed
  0x60, // key handle invalid
  0x82, // object handle invalid
  0xb0, // session closed
  0xb3, // session handle invalid
  0xe0, // token not present
  0x101, // user not logged in
  0x190, // cryptoki not initialized
]
export const ALREADY_LOGGED_IN = 0x100
export const ALREADY_INITIALIZED = 0x191
