import { isObject, type JsonObject } from '../credentials/index.ts'
import { type Moment, moment } from './credential-view.ts'
import type { EndorsementVerdict } from './endorsement-verdicts.ts'
import type { Prose } from './prose.ts'
import { lineOf, objectOf, objectsOf } from './read.ts'
import { WORDS } from './words.ts'

/** How many a page shows. Each is verified by itself. */
const MAX_SHOWN = 10
/** How many are looked at in one place. */
const MAX_READ = 50

/** What an endorsement is about. */
export type About = keyof typeof WORDS.endorsementAbout

/** An EndorsementCredential, and what it speaks of. */
export type Endorsement = { about: About; credential: JsonObject }

export type EndorsementsView = {
  shown: {
    endorser: string
    about: string
    commentHtml: string
    date: Moment | undefined
    verified: boolean
    word: string
  }[]
  /** In words, when there are more than are shown; empty otherwise. */
  left: string
}

/**
 * The endorsements that a credential carries, and those that are served beside it, each once. One
 * that speaks of something else was only copied in: it is left out.
 *
 * @param issuedHere whether what is embedded was put there by us, who know what it speaks of
 */
export function endorsementsOf(
  document: JsonObject,
  options: { served: Endorsement[]; issuedHere: boolean },
): Endorsement[] {
  const profile = objectOf(document.issuer)
  const achievement = objectOf(objectOf(document.credentialSubject).achievement)
  const embedded = (about: About, holder: JsonObject) =>
    objectsOf(holder.endorsement, MAX_READ)
      .filter(
        ({ credentialSubject }) =>
          options.issuedHere ||
          (holder.id !== undefined && objectOf(credentialSubject).id === holder.id),
      )
      .map((credential) => ({ about, credential }))
  const all = [
    ...options.served,
    ...embedded('credential', document),
    ...embedded('achievement', achievement),
    ...embedded('issuer', profile),
  ]
  const seen = new Set<unknown>()
  return all.filter(({ credential: { id } }) => {
    if (seen.has(id)) return false
    if (id !== undefined) seen.add(id)
    return true
  })
}

/**
 * @param verified tells whether an endorsement stands: whoever signs a credential can embed in it
 *   whatever he likes
 * @param prose makes HTML of their comments, as far as the page has room for it
 */
export async function endorsementsView(
  endorsements: Endorsement[],
  verified: EndorsementVerdict,
  prose: Prose,
): Promise<EndorsementsView> {
  const read = endorsements.slice(0, MAX_SHOWN)
  const verdicts = await Promise.all(read.map(({ credential }) => verified(credential)))
  const shown = read.map(({ about, credential }, position) => {
    const stands = verdicts[position] === true
    const subject = objectOf(credential.credentialSubject)
    const issuer = isObject(credential.issuer) ? credential.issuer : { id: credential.issuer }
    return {
      endorser: lineOf(issuer.name) ?? lineOf(issuer.id) ?? '',
      about: WORDS.endorsementAbout[about],
      // The words of somebody who may not have said them are not shown.
      commentHtml: stands ? prose(subject.endorsementComment) : '',
      date: moment(credential.validFrom),
      verified: stands,
      word: stands ? WORDS.endorsementVerified : WORDS.endorsementUnverified,
    }
  })
  const left = endorsements.length - shown.length
  return { shown, left: left > 0 ? WORDS.endorsementsLeft(left) : '' }
}
