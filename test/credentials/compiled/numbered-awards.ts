import { type JsonObject, openBadgeCredential } from '../../../src/credentials/index.ts'
import { altered, award, keyIssuer } from '../samples.ts'

const { did } = await keyIssuer()

/** An award of issuer 1, a different one for each number, with a change. */
export function awarded(number: number, change: (copy: JsonObject) => void = () => {}): JsonObject {
  const id = `https://badges.example/credentials/${number}`
  const recipient = { id: `urn:uuid:0b5a2b52-6c5f-4a86-8f4b-0d2f0f0c${1000 + number}` }
  const narrative = `Told story number ${number}.`
  return altered(openBadgeCredential(award(did, { id, recipient, narrative })), change)
}
