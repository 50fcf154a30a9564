// Packages of the Digital Credentials Consortium that ship no types of their own: they are forks of
// those of Digital Bazaar, with the same functions.

declare module '@digitalcredentials/vc' {
  export { issue } from '@digitalbazaar/vc'
}
declare module '@digitalcredentials/data-integrity' {
  export { DataIntegrityProof } from '@digitalbazaar/data-integrity'
}
declare module '@digitalcredentials/eddsa-rdfc-2022-cryptosuite' {
  export { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
}
declare module '@digitalcredentials/ed25519-signature-2020' {
  export { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020'
}
declare module '@digitalcredentials/ed25519-multikey' {
  export { generate } from '@digitalbazaar/ed25519-multikey'
}
