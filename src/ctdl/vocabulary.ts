/** What every document begins with: CTDL, and our members for what it cannot say. */
export const CONTEXT = [
  'https://credreg.net/ctdl/schema/context/json',
  { waymark: 'urn:waymark:ctdl:' },
] as const

/** A node of a document: a pathway, a component or a condition. */
export type Node = Record<string, unknown>

/** A document as it is written. */
export type CtdlDocument = { '@context': typeof CONTEXT; '@graph': Node[] }

/** What a requirement can name outside of its pathway, and where that is found. */
export const KINDS = {
  badgeClass: { path: '/v1/badge-classes/', type: 'ceterms:CredentialComponent' },
  pathway: { path: '/v1/pathways/', type: 'ceterms:BasicComponent' },
  opportunity: { path: '/v1/opportunities/', type: 'ceterms:ExtracurricularComponent' },
} as const

export type Kind = keyof typeof KINDS

export const kinds = Object.keys(KINDS) as Kind[]

/** Our members of a pathway, named as in the API. */
export const PATHWAY_MEMBERS = ['awards', 'whenGroundFalls', 'destinations'] as const
