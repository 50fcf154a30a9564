import { rfc3339 } from '../http/index.ts'

type Contents = {
  at: Date
  issuerId: string | null
  /** Scopes without which something was left out. */
  missing: readonly string[]
  /** What was left out because nobody but the learner has it, in words. */
  forLearnerAlone: readonly string[]
}

/** What the archive is and what is in it, for the person whom it is about. */
export function readmeOf(contents: Contents): string {
  return `${beginningOf(contents)}

Each folder is about one thing:

learner        your names and identifiers, and what each organisation calls you
assertions     your badges. For each one: award.json says what was awarded, when and how it stands;
               credential.json is the signed badge itself, and credential.jwt the same in another form;
               badge.png and badge.svg are pictures with the badge inside
endorsements   what others stated about your badges
clrs           records that you made of your badges, signed
award-batches  rows of files in which organisations sent your awards
(others)       named by what they hold; every .json file can be read with a text editor

Your badges are yours. The files in "assertions" go on being valid wherever you keep them, also after you
have had your record erased here: anybody can verify them with any program for Open Badges, as long as
they were not taken back.

index.csv lists every file with its size and its SHA-256 hash.
`
}

function beginningOf({ at, issuerId, missing, forLearnerAlone }: Contents): string {
  const leftOut = forLearnerAlone.map(
    (what) => `- ${what}: only you get these, in the archive of all organisations`,
  )
  if (missing.length > 0) {
    const scopes = [...new Set(missing)].sort().join(', ')
    leftOut.push(`- what takes a permission that this archive was not asked for with: ${scopes}`)
  }
  const isAll = leftOut.length === 0
  const holds =
    issuerId === null
      ? `${isAll ? 'everything that' : 'what'} is kept about you`
      : 'what one organisation that awarded you badges keeps about you'
  const beginning = `This archive holds ${holds}, as it was on ${rfc3339(at)}`
  if (isAll) return `${beginning}.`
  return [`${beginning}, but not all of it. Left out:`, '', ...leftOut].join('\n')
}
