/** The forms in which a credential is published: JSON-LD, VC-JWT, baked images. */
export type { Kept } from './kept.ts'
export { pictureOf } from './picture.ts'
export { type CredentialFormats, createCredentialFormats } from './service.ts'
