/**
 * Something wrong with the shape of a document: `field` is the way to the member, with dots
 * (`credentialSubject.achievement.criteria`, `evidence.0.id`; empty for the document itself), and
 * `detail` what it must be, a phrase to be put after the name of the field.
 */
export type ShapeProblem = { field: string; detail: string }
