import { rfc3339 } from '../http/index.ts'

/** What the archive is and what is in it, for the person whom it is about. */
export function readmeOf({
  at,
  issuerId,
  missing,
}: {
  at: Date
  issuerId: string | null
  /** Scopes without which something was left out. */
  missing: readonly string[]
}): string {
  const whose =
    issuerId === null
      ? 'This archive holds everything that is kept about you'
      : 'This archive holds what one organisation that awarded you badges keeps about you'
  const isWhole =
    missing.length === 0
      ? ''
      : `\nNot in it is what it was not asked for with: ${[...new Set(missing)].join(', ')}.\n`
  return `${whose}, as it was on ${rfc3339(at)}.
${isWhole}
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
