import { hasType, isObject, type JsonObject, valuesOf } from '../json.ts'
import { parseDocumentTime } from '../times.ts'
import { contextProblems, idProblems, typeProblems, versionOf, wordProblems } from './data-model.ts'
import { isAbsoluteIri } from './iri.ts'
import type { ShapeProblem } from './problem.ts'
import { relatedResourceProblems } from './related-resources.ts'

function issuerProblems({ issuer }: JsonObject): ShapeProblem[] {
  if (issuer === undefined) return [{ field: 'issuer', detail: 'is required' }]
  if (isObject(issuer)) {
    return [...idProblems(issuer, 'issuer.id', 'required'), ...wordProblems(issuer, 'issuer.')]
  }
  return isAbsoluteIri(issuer) ? [] : [{ field: 'issuer', detail: 'must be an absolute URL' }]
}

function subjectProblems(credential: JsonObject): ShapeProblem[] {
  const field = 'credentialSubject'
  const subjects = valuesOf(credential[field])
  if (subjects.length === 0) return [{ field, detail: 'is required' }]
  return subjects.flatMap((subject) =>
    isObject(subject) && Object.keys(subject).length > 0
      ? idProblems(subject, `${field}.id`)
      : [{ field, detail: 'must be an object that says something' }],
  )
}

const periods = [
  ['validFrom', 'validUntil'],
  ['issuanceDate', 'expirationDate'],
] as const

function timeProblems(credential: JsonObject): ShapeProblem[] {
  return periods.flatMap(([from, until]) => {
    const malformed = [from, until].filter(
      (member) => credential[member] !== undefined && !parseDocumentTime(credential[member]),
    )
    const [start, end] = [parseDocumentTime(credential[from]), parseDocumentTime(credential[until])]
    return [
      ...malformed.map((field) => ({
        field,
        detail: 'must be a time with its time zone, like 2026-01-31T12:00:00Z',
      })),
      ...(start && end && start > end
        ? [{ field: until, detail: `must not be before ${from}` }]
        : []),
    ]
  })
}

/** Members whose values are objects with a type, and in which versions they need an id. */
const typed: [member: string, idRequired: readonly ('1.1' | '2.0')[]][] = [
  ['proof', []],
  ['credentialStatus', ['1.1']],
  ['credentialSchema', ['1.1', '2.0']],
  ['refreshService', ['1.1']],
  ['termsOfUse', []],
  ['evidence', []],
  // Reserved extension points (VCDM 2.0, section 5.10).
  ['confidenceMethod', []],
  ['renderMethod', []],
]

/** What is wrong with members whose values are objects with a type, of a version of the data model. */
export function typedProblems(document: JsonObject, version: '1.1' | '2.0'): ShapeProblem[] {
  return typed.flatMap(([member, idRequired]) =>
    valuesOf(document[member]).flatMap((value) => {
      if (!isObject(value)) return [{ field: member, detail: 'must be an object' }]
      const presence = idRequired.includes(version) ? 'required' : 'optional'
      return [
        ...typeProblems(value, `${member}.type`),
        ...idProblems(value, `${member}.id`, presence),
      ]
    }),
  )
}

/**
 * What both versions of the Verifiable Credentials Data Model ask of any credential (VCDM 2.0,
 * sections 4 and 5; VCDM 1.1, sections 4 and 5).
 */
export function credentialProblems(credential: JsonObject): ShapeProblem[] {
  const version = versionOf(credential)
  const problems = [
    ...contextProblems(credential),
    ...typeProblems(credential),
    ...idProblems(credential, 'id'),
    ...wordProblems(credential),
    ...issuerProblems(credential),
    ...subjectProblems(credential),
    ...timeProblems(credential),
    ...typedProblems(credential, version ?? '2.0'),
    ...relatedResourceProblems(credential),
  ]
  if (!hasType(credential, 'VerifiableCredential')) {
    problems.push({ field: 'type', detail: 'must name VerifiableCredential' })
  }
  if (version === '1.1' && credential.issuanceDate === undefined) {
    problems.push({ field: 'issuanceDate', detail: 'is required' })
  }
  return problems
}
