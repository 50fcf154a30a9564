/** What an API key can be allowed to do. A route names exactly one of them. */
export const SCOPES = [
  'api-keys:read',
  'api-keys:write',
  'issuers:read',
  'issuers:write',
  'badge-classes:read',
  'badge-classes:write',
  'learners:read',
  'learners:write',
  'identifiers:attest',
  'learner-tokens:read',
  'learner-tokens:write',
  'assertions:read',
  'assertions:write',
  'credentials:write',
  'applications:read',
  'applications:write',
  'pathways:read',
  'pathways:write',
  'places:read',
  'places:write',
  'opportunities:read',
  'opportunities:write',
  'check-ins:read',
  'check-ins:write',
  'images:write',
  'badging-standards:read',
  'badging-standards:write',
  'endorsements:read',
  'endorsements:write',
  'events:read',
  'webhooks:read',
  'webhooks:write',
  'mail:read',
  'mail:write',
  'verify',
] as const

export type Scope = (typeof SCOPES)[number]

/** What a learner's token can be allowed to do, in what is open to learners at all. */
export const LEARNER_SCOPES = [
  'applications:read',
  'applications:write',
  'learners:read',
  'learners:write',
  'assertions:read',
  'assertions:write',
  'badge-classes:read',
  'pathways:read',
  'opportunities:read',
  'check-ins:write',
] as const satisfies readonly Scope[]

export type LearnerScope = (typeof LEARNER_SCOPES)[number]
