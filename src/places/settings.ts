import { type Static, Type } from 'typebox'
import { CHECK_SCHEMES } from '../card-numbers/index.ts'
import { nullable, text } from '../http/index.ts'

const days = (description: string) =>
  Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 36_500, description })))

const Retention = Type.Object(
  {
    attendanceDays: days(
      'How long it is kept who checked in where, at opportunities of the place and of its issuers; after that it is only kept that somebody did. Pathways then no longer show it as a step taken; badges stay. Unset: as long as the learner.',
    ),
    evidenceFilesDays: days(
      'How long files of evidence are kept once every application that shows them is decided on or withdrawn, as far as all are of issuers of the place. Unset: for good.',
    ),
    unclaimedLearnersDays: days(
      'After how long without any award the record of a learner who never claimed it is erased. Unset: never.',
    ),
    inactiveLearnersDays: days(
      'After how long without any award or reading the record of a learner is erased. Unset: never.',
    ),
    readsDays: days('How long it is kept who read what of a learner. Unset: 730.'),
  },
  { additionalProperties: false, description: 'How long things are kept, in days.' },
)

export const EqualityCharacteristic = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]*$', maxLength: 50, examples: ['disability'] }),
    question: text(300),
    answers: Type.Array(text(100), { minItems: 2, maxItems: 30, uniqueItems: true }),
  },
  { additionalProperties: false },
)

const CardNumberCheck = Type.Object(
  {
    authority: text(200, { description: 'Who gives cards whose numbers end so.' }),
    scheme: Type.Enum([...CHECK_SCHEMES], {
      description:
        'luhn: ISO/IEC 7812-1, the one of most libraries; mod-97: ISO/IEC 7064 MOD 97-10; codabar-mod-16: the sum of all characters in the order of Codabar (0-9 - $ : / . + A B C D).',
    }),
  },
  { additionalProperties: false, examples: [{ authority: 'harbour-libraries', scheme: 'luhn' }] },
)

/** What a place decides. Each is optional: null, and what was never set, is as by default. */
export const PlaceSettingsInput = Type.Object(
  {
    guardianConsentBelowAge: Type.Optional(
      nullable(
        Type.Integer({
          minimum: 0,
          maximum: 25,
          description:
            "Learners younger than this need a guardian's consent; 0: nobody does. Unset: 16.",
        }),
      ),
    ),
    cardAuthority: Type.Optional(
      nullable(
        text(200, {
          description:
            'Who gave the library cards that come without an authority. Unset: each issuer is an authority of its own.',
        }),
      ),
    ),
    cardNumberChecks: Type.Optional(
      nullable(
        Type.Array(CardNumberCheck, {
          maxItems: 50,
          uniqueItems: true,
          description:
            'Library cards of which authority have a check digit, and which: another number of theirs is refused wherever it comes in. An authority that stands here more than once has cards of each kind. Unset: no card is ever refused for its digits.',
        }),
      ),
    ),
    retention: Type.Optional(nullable(Retention)),
    equalityCharacteristics: Type.Optional(
      nullable(
        Type.Array(EqualityCharacteristic, {
          maxItems: 30,
          description:
            'What the programme reports on, asked with consent. Unset: care experience, free school meals, disability, employment status.',
        }),
      ),
    ),
    areas: Type.Optional(
      nullable(
        Type.Array(text(100), {
          maxItems: 200,
          uniqueItems: true,
          description:
            'The areas that reports tell apart, such as wards; any other is counted as `other`. Unset: none.',
        }),
      ),
    ),
  },
  { additionalProperties: false },
)

/** The same as it counts, with every default in its place. */
export const PlaceSettings = Type.Object({
  guardianConsentBelowAge: Type.Integer(),
  cardAuthority: nullable(Type.String()),
  cardNumberChecks: Type.Array(CardNumberCheck),
  retention: Type.Object({
    attendanceDays: nullable(Type.Integer()),
    evidenceFilesDays: nullable(Type.Integer()),
    unclaimedLearnersDays: nullable(Type.Integer()),
    inactiveLearnersDays: nullable(Type.Integer()),
    readsDays: Type.Integer(),
  }),
  equalityCharacteristics: Type.Array(EqualityCharacteristic),
  areas: Type.Array(Type.String()),
})

export type PlaceSettingsInput = Static<typeof PlaceSettingsInput>
export type PlaceSettings = Static<typeof PlaceSettings>

const YES_OR_NO = ['Yes', 'No', 'Prefer not to say']

/** What counts where no place decides otherwise. */
export const DEFAULT_SETTINGS: PlaceSettings = {
  guardianConsentBelowAge: 16,
  cardAuthority: null,
  cardNumberChecks: [],
  retention: {
    attendanceDays: null,
    evidenceFilesDays: null,
    unclaimedLearnersDays: null,
    inactiveLearnersDays: null,
    readsDays: 730,
  },
  equalityCharacteristics: [
    {
      id: 'care-experience',
      question: 'Have you ever been in care or looked after?',
      answers: YES_OR_NO,
    },
    {
      id: 'free-school-meals',
      question: 'Do you get free school meals, or did you at school?',
      answers: YES_OR_NO,
    },
    {
      id: 'disability',
      question: 'Do you consider yourself disabled?',
      answers: YES_OR_NO,
    },
    {
      id: 'employment-status',
      question: 'What are you doing at the moment?',
      answers: [
        'In education',
        'In training or an apprenticeship',
        'Employed',
        'Looking for work',
        'None of these',
        'Prefer not to say',
      ],
    },
  ],
  areas: [],
}

/** What counts where a place has set this much. */
export function effectiveSettings(set: PlaceSettingsInput): PlaceSettings {
  const { retention, ...rest } = set
  return {
    ...DEFAULT_SETTINGS,
    ...stated(rest),
    retention: { ...DEFAULT_SETTINGS.retention, ...stated(retention ?? {}) },
  }
}

/** What is set after a change: each setting by itself, null takes it away. */
export function mergedSettings(
  before: PlaceSettingsInput,
  change: PlaceSettingsInput,
): PlaceSettingsInput {
  const retention =
    change.retention === null ? {} : stated({ ...before.retention, ...change.retention })
  return { ...stated({ ...before, ...change }), retention }
}

/** The members that are neither null nor missing. */
function stated<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], null> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null)) as {
    [K in keyof T]: Exclude<T[K], null>
  }
}
