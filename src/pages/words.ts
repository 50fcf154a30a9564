import { type CheckName, checkNames } from '../verification/index.ts'

// Every word that the pages say on their own account, for a reader who has never heard of digital
// badges. A translation is another object of this shape.

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const time = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
})

/** A verdict in words. */
export type Spoken = { headline: string; sentence: string }

/** What a verdict is about, as the sentences name it. */
export type Subject = { issuer: string; from?: Date | undefined; until?: Date | undefined }

const on = (day: Date | undefined) => (day === undefined ? '' : ` on ${date.format(day)}`)

export const WORDS = {
  language: 'en',
  date: (day: Date) => date.format(day),
  time: (moment: Date) => `${time.format(moment)} UTC`,

  valid: ({ issuer }: Subject): Spoken => ({
    headline: 'This credential is valid',
    sentence: `It is exactly as ${issuer} issued it, and it is in force.`,
  }),
  inconclusive: (_: Subject): Spoken => ({
    headline: 'This credential could not be checked completely',
    sentence:
      'Nothing speaks against it, but something that matters could not be found out. Try again later.',
  }),
  unreachable: (_: Subject): Spoken => ({
    headline: 'Nothing could be read at this address',
    sentence:
      'The other server did not answer, or not with a credential. Check the address, or give the credential itself as a file or a text.',
  }),
  /** Of a presentation, and of what its parts make of what holds them. */
  allValid: (_: Subject): Spoken => ({
    headline: 'Everything that was presented is valid',
    sentence: 'Each credential in it is exactly as its issuer issued it, and in force.',
  }),
  partsInvalid: (_: Subject): Spoken => ({
    headline: 'Not everything in it is valid',
    sentence: 'Each credential in it has a result of its own below.',
  }),
  partsInconclusive: (_: Subject): Spoken => ({
    headline: 'Not everything in it could be checked completely',
    sentence:
      'Nothing speaks against it. Each credential in it has a result of its own below. Try again later.',
  }),
  /** By the code of the failed check; the first that is known speaks. */
  failures: {
    revoked: ({ issuer }) => ({
      headline: 'Not valid: this credential was revoked',
      sentence: `${issuer} awarded it and has taken it back for good.`,
    }),
    suspended: ({ issuer }) => ({
      headline: 'Not valid at present: this credential is suspended',
      sentence: `${issuer} has put it on hold. It may be reinstated.`,
    }),
    expired: ({ until }) => ({
      headline: 'No longer valid: this credential has expired',
      sentence: `It is genuine, and its time ran out${on(until)}.`,
    }),
    'not-yet-valid': ({ from }) => ({
      headline: 'Not valid yet',
      sentence: `It is genuine, and becomes valid${on(from) || ' later'}.`,
    }),
    'key-revoked': ({ issuer }) => ({
      headline: 'Not valid: the key that signed it was withdrawn',
      sentence: `${issuer} no longer stands by anything signed with that key, because somebody else may have used it. Ask for a credential that was issued again.`,
    }),
    differs: () => ({
      headline: 'Not valid: the original says something else',
      sentence:
        'The badge at its own address is not the one that was given. Somebody has changed it. Do not rely on anything below.',
    }),
    'origin-not-issuers': ({ issuer }) => ({
      headline: 'Not valid: it was not published by its issuer',
      sentence: `The address of this badge does not belong to ${issuer}. Do not rely on anything below.`,
    }),
    'not-found': () => ({
      headline: 'There is no credential at this address',
      sentence: 'Check the address: one wrong letter is enough.',
    }),
    'no-credential': () => ({
      headline: 'There is no credential in this picture',
      sentence:
        'It is an ordinary picture. A badge picture that was edited or sent through a messenger often loses the credential inside it; ask for the original file or the link.',
    }),
    'not-a-credential': () => ({
      headline: 'This is not a credential',
      sentence: 'What was given can be read, but it is something else.',
    }),
    malformed: () => ({
      headline: 'Not valid: this is not a well-formed credential',
      sentence: 'Something that every credential must say is missing or wrong.',
    }),
  } as Record<string, (subject: Subject) => Spoken>,
  /** By the name of the failed check, where its code has no words of its own. */
  failedChecks: {
    proof: () => ({
      headline: 'Not valid: this is not what was signed',
      sentence:
        'The signature does not fit the text. Somebody has changed it, or made it up. Do not rely on anything below.',
    }),
    'issuer-key': ({ issuer }) => ({
      headline: 'Not valid: it was not signed by its issuer',
      sentence: `The key that signed it does not belong to ${issuer}. Do not rely on anything below.`,
    }),
    'holder-key': () => ({
      headline: 'Not valid: it is not presented by whom it names',
      sentence:
        'The key that signed the presentation does not belong to its holder. Do not rely on who presents it.',
    }),
  } as Record<string, (subject: Subject) => Spoken>,
  invalid: (_: Subject): Spoken => ({
    headline: 'This credential is not valid',
    sentence: 'A check failed; the list of checks says which. Do not rely on anything below.',
  }),

  checkedAt: (moment: string) => `Checked ${moment}`,
  reason: 'Reason given',
  seeSuccessor: 'See the credential that replaces it',
  parts: 'The credentials in it',
  checks: 'What was checked, and how',
  checkNames: {
    retrieval: 'Found at its address',
    shape: 'Well-formed',
    context: 'Every term is defined',
    proof: 'Signature',
    'issuer-key': 'Key of the issuer',
    'holder-key': 'Key of the one who presents it',
    refresh: 'Newest copy',
    status: 'Not withdrawn',
    validity: 'In force today',
    recipient: 'Awarded to the right person',
    endorsements: 'Endorsements',
    evidence: 'Evidence',
    'related-resources': 'What it refers to is unchanged',
    'issuer-trust': 'Issuer listed in a register',
  } as Record<string, string>,
  outcomes: {
    passed: 'Passed',
    failed: 'Failed',
    inconclusive: 'Not known',
    skipped: 'Not needed',
  } as Record<string, string>,
  /** Instead of "not needed", for what an earlier failure made pointless. */
  notChecked: 'Not checked',

  credential: 'Digital badge',
  untitled: 'Untitled credential',
  unnamedIssuer: 'The issuer',
  badgeImage: (name: string) => `Badge: ${name}`,
  awardedTo: 'Awarded to',
  holder: 'The person who shared it',
  holderNote: 'The credential does not name them.',
  namedRecipientNote: 'Shown because they agreed to it; the signed credential does not name them.',
  hashedRecipientNote: 'Known to the issuer by e-mail; the credential does not show who it is.',
  awardedBy: 'Awarded by',
  awardedOn: 'Awarded on',
  validUntil: 'Valid until',
  noEnd: 'Does not expire',
  criteria: 'What it takes',
  criteriaPage: 'Read the criteria',
  narrative: 'How it was earned',
  results: 'Results',
  resultUntitled: 'Result',
  resultStatuses: {
    Completed: 'Completed',
    Enrolled: 'Enrolled',
    Failed: 'Not passed',
    InProgress: 'In progress',
    OnHold: 'On hold',
    Provisional: 'Provisional',
    Withdrew: 'Withdrawn',
  } as Record<string, string>,
  resultUnits: { Percent: '%' } as Record<string, string>,
  resultRange: {
    between: (least: string, most: string) => `on a scale from ${least} to ${most}`,
    atLeast: (least: string) => `${least} or more is possible`,
    atMost: (most: string) => `at most ${most} is possible`,
    oneOf: (values: string) => `one of ${values}`,
  },
  resultRequired: (value: string) => `${value} was needed`,
  evidence: 'Evidence',
  evidenceUntitled: (number: number) => `Evidence ${number}`,
  evidenceLink: 'Open the evidence',
  skills: 'Skills and frameworks',
  standards: 'Follows the standard',
  layer: 'Kind of experience',
  tags: 'Keywords',
  endorsements: 'Endorsed by others',
  endorsementAbout: {
    issuer: 'Endorses the issuer',
    achievement: 'Endorses this badge',
    credential: 'Endorses this award',
    standard: 'Endorses the standard it follows',
  },
  endorsementVerified: 'Signature checked',
  endorsementUnverified: 'Could not be confirmed',
  endorsementsLeft: (count: number) => `${count} more are not shown.`,
  issuer: 'Who stands behind it',
  vouching: {
    here: (host: string) => `Issues its badges on ${host}, where its key is kept.`,
    web: (host: string) => `Signed with a key that ${host} publishes.`,
    site: (host: string) => `Known by its profile on ${host}.`,
    key: 'Signed with a key that no web address vouches for. Whoever holds the key chose the name above.',
    unknown: 'Nothing proves that the name above is right.',
  },
  issuerSite: 'Website',
  opensElsewhere: (host: string) => `at ${host}`,

  keep: 'Take it along',
  downloads: {
    png: { label: 'Picture (PNG)', detail: 'The badge with the credential inside' },
    svg: { label: 'Picture (SVG)', detail: 'The same, sharp at any size' },
    json: { label: 'Credential (JSON)', detail: 'For wallets and verifiers' },
    jwt: { label: 'Credential (JWT)', detail: 'For those that want a token' },
  },
  linkedIn: 'Add to LinkedIn profile',
  print: 'To print a certificate, use the print function of your browser.',
  qr: (url: string) => `QR code of ${url}`,
  qrCaption: 'Leads to this page',

  whatIsThis: 'What is this?',
  explanation:
    'A digital badge records something a person did or can do. The organisation that awarded it signed it, so that nobody can change it unnoticed, and anybody can check it without asking, here or with any other verifier of Open Badges.',
  verifyAnother: 'Verify a credential',
  checkElsewhere: 'Check this one again',
  skipToContent: 'Skip to the content',

  certificate: 'Certificate of achievement',
  certificateLine: 'This badge was awarded by',
  certificateOn: 'on',
  certificateUntil: 'valid until',
  certificateScan: 'Scan the code or open the address to see the credential and check it.',

  /** The page of a link that a learner shares. */
  record: {
    kind: 'Digital badges that somebody shares with you',
    untitled: 'Badges',
    noteBy: 'Said by the person who shares this page; nobody else vouches for it.',
    recordBy: 'Put together and signed by',
    valid: {
      headline: 'Every badge on this page is valid',
      sentence: 'Each is exactly as its issuer issued it, and in force.',
    },
    verified: 'Signature checked, and in force',
    until: (day: string) => `This link works until ${day}, unless it is withdrawn before.`,
    download: 'Download as JSON, for any verifier',
    print: 'To print it or keep it as a PDF, use the print function of your browser.',
    onPaper: 'Paper proves nothing: scan the code or open the address to see it checked.',
  },

  verifyTitle: 'Verify a credential',
  verifyIntro:
    'Was it really awarded, by whom, and does it still hold? Give a digital badge in any of three ways. It works for badges and presentations of any issuer, and nothing of what you give is kept.',
  url: 'Web address',
  urlHint:
    'The link that came with the badge, beginning with https://. A page that shows the badge will often do.',
  file: 'File',
  fileHint: 'A badge picture (PNG or SVG), or a JSON or JWT file, up to 10 MB',
  text: 'Text',
  textHint: 'The credential itself, as JSON or as a JWT, pasted here',
  or: 'or',
  submit: 'Verify',
  resultTitle: 'Result of the verification',
  verifyAgain: 'Verify another credential',
  openPage: 'Open the page of this credential',
  errorsTitle: 'That did not work',
  errors: {
    nothing: 'Give a web address, a file or a text.',
    several: 'Give only one of the three: web address, file or text.',
    url: 'This is not a web address that can be looked up. It begins with https://',
    text: 'This is neither a credential in JSON, nor a JWT, nor a web address.',
    file: 'This file is neither a badge picture (PNG or SVG) nor a credential in JSON or JWT.',
    fileTooLarge: 'This file is too large: 10 MB is the most.',
    textTooLarge: 'This text is too long: 1 MB is the most.',
    unreadable: 'The form could not be read. Please fill it in again.',
    busy: 'Too many verifications were asked for from your network. Wait a minute and try again.',
  },
  closedTitle: 'Verification is not open to the public here',
  closed:
    'The operator of this service has closed this page. The credential can be checked with any other verifier of Open Badges.',

  problems: {
    404: {
      title: 'There is no such credential',
      sentence:
        'There is nothing at this address. If you typed it, check every letter; if somebody sent it to you, ask them for the link again.',
    },
    410: {
      title: 'This credential was erased',
      sentence: 'It was here once, and has been deleted for good.',
    },
    406: {
      title: 'Not available in that format',
      sentence: 'The credential is here, but not in the format your program asked for.',
    },
    503: {
      title: 'Not available for the moment',
      sentence: 'The service cannot answer now. Please try again shortly.',
    },
  } as Record<number, { title: string; sentence: string }>,
  /** The same where a link that somebody shared does not lead anywhere. */
  shareProblems: {
    404: {
      title: 'There is nothing at this address',
      sentence: 'If somebody sent it to you, ask them for the link again.',
    },
    410: {
      title: 'This link is over',
      sentence: 'Nothing is shown here any more. Ask the person who gave it to you for another.',
    },
    429: {
      title: 'Too many pages were asked for',
      sentence: 'Wait a minute and try again.',
    },
  } as Record<number, { title: string; sentence: string }>,
  problem: {
    title: 'That did not work',
    sentence: 'The page cannot be shown.',
  },
}

/** Every check has a name for a reader. */
export const nameOfCheck = (name: CheckName | string): string => WORDS.checkNames[name] ?? name

/** The order in which a verdict looks for the failure to speak of. */
export const CHECK_ORDER: readonly string[] = ['retrieval', ...checkNames, 'holder-key']
