import { Type } from 'typebox'
import {
  achievementTypes,
  alignmentTargetTypes,
  identifierTypes,
  resultStatuses,
  resultTypes,
} from './names.ts'
import { compactJws, extensible, languageTag, many, record, text, typeNamed } from './parts.ts'

// Open Badges 3.0, appendix B: Achievement and what stands in it.

const criteria = record({}, { id: text(), narrative: text() })

/** Image: an object of its own with no other members. */
export const image = record({ id: text(), type: typeNamed('Image') }, { caption: text() }, true)

const alignment = record(
  { type: typeNamed('Alignment'), targetName: text(), targetUrl: text() },
  {
    targetCode: text(),
    targetDescription: text(),
    targetFramework: text(),
    targetType: extensible(alignmentTargetTypes),
  },
)

const related = record(
  { id: text(), type: typeNamed('Related') },
  { inLanguage: languageTag, version: text() },
)

const rubricCriterionLevel = record(
  { id: text(), type: typeNamed('RubricCriterionLevel'), name: text() },
  { alignment: many(alignment), description: text(), level: text(), points: text() },
)

const resultDescription = record(
  {
    id: text(),
    type: typeNamed('ResultDescription'),
    name: text(),
    resultType: extensible(resultTypes),
  },
  {
    alignment: many(alignment),
    allowedValue: many(text()),
    requiredLevel: text(),
    requiredValue: text(),
    rubricCriterionLevel: many(rubricCriterionLevel),
    valueMax: text(),
    valueMin: text(),
  },
)

/** Result: what this learner reached, of what a ResultDescription describes. */
export const result = record(
  { type: typeNamed('Result') },
  {
    achievedLevel: text(),
    alignment: many(alignment),
    resultDescription: text(),
    status: Type.Unsafe({ type: 'string', enum: [...resultStatuses] }),
    value: text(),
  },
)

/** IdentifierEntry: has no other members. */
export const identifierEntry = record(
  {
    type: typeNamed('IdentifierEntry'),
    identifier: text(),
    identifierType: extensible(identifierTypes),
  },
  {},
  true,
)

/** Achievement, but for its creator and endorsements, which are checked by themselves. */
export const achievement = record(
  {
    id: text(),
    type: typeNamed('Achievement'),
    criteria,
    description: text(),
    name: text(),
  },
  {
    alignment: many(alignment),
    achievementType: extensible(achievementTypes),
    creditsAvailable: Type.Number(),
    endorsementJwt: many(compactJws),
    fieldOfStudy: text(),
    humanCode: text(),
    image,
    inLanguage: languageTag,
    otherIdentifier: many(identifierEntry),
    related: many(related),
    resultDescription: many(resultDescription),
    specialization: text(),
    tag: many(text()),
    version: text(),
  },
)
