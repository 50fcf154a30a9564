import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { generate } from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { issue } from '@digitalbazaar/vc'
import { type DocumentLoader, documentLoader } from '../../src/credentials/index.ts'

/** So many are not counted: until then the library's code is not as quick as it becomes. */
const WARM_UP = 200

/** Contexts from memory, as a loader has them that somebody writes: the library reads each anew. */
export const ordinaryLoader: DocumentLoader = async (url) => {
  const { tag: _, ...loaded } = await documentLoader(url)
  return loaded
}

/**
 * Baseline: what `@digitalbazaar/vc` needs to sign a credential, in this process and one after the
 * other, with nothing stored.
 *
 * @param unsigned - a credential without `proof`
 * @param loader - of contexts; left out, one whose contexts the library keeps as it has read them
 * @returns credentials a second
 */
export async function bareIssue(
  unsigned: Record<string, unknown>,
  seconds: number,
  loader: DocumentLoader = documentLoader,
): Promise<number> {
  const key = await generate({})
  const signer = { ...key.signer(), id: `did:key:${key.publicKeyMultibase}#key` }
  let issued = 0
  const issueOne = async () => {
    const suite = new DataIntegrityProof({ signer, cryptosuite, date: new Date() })
    const credential = { ...unsigned, id: `${unsigned.id}-${issued}` }
    await issue({ credential, suite, documentLoader: loader })
    issued += 1
  }
  while (issued < WARM_UP) await issueOne()
  const begun = performance.now()
  const end = begun + seconds * 1000
  while (performance.now() < end) await issueOne()
  return (issued - WARM_UP) / ((performance.now() - begun) / 1000)
}
