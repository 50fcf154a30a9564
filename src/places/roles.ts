import type { Scope } from '../http/index.ts'

/**
 * What part somebody has in a place. An issuer is a member with one; a key that acts for a place
 * itself has any but `issuer-staff`, which is what the keys of a member are.
 */
export const ROLES = ['lead', 'issuer-staff', 'reviewer', 'partner-platform', 'reader'] as const

export type Role = (typeof ROLES)[number]

/** The parts of members that run something in a place; the others read, review, or bring learners. */
export function isWorkRole(role: string): boolean {
  return role === 'lead' || role === 'issuer-staff'
}

/** The parts that a key of a place can have. */
export const KEY_ROLES = ['lead', 'reviewer', 'partner-platform', 'reader'] as const

export type KeyRole = (typeof KEY_ROLES)[number]

const READ: Scope[] = [
  'places:read',
  'issuers:read',
  'badge-classes:read',
  'badging-standards:read',
  'opportunities:read',
  'pathways:read',
]

/** What a key of a place may be allowed to do at most; the README has it as a table. */
export const ROLE_SCOPES: Readonly<Record<KeyRole, readonly Scope[]>> = {
  lead: [
    ...READ,
    'places:write',
    'badging-standards:write',
    'opportunities:write',
    'pathways:write',
    'check-ins:write',
    'api-keys:read',
    'api-keys:write',
  ],
  reviewer: [...READ, 'applications:read', 'applications:review'],
  'partner-platform': [...READ, 'check-ins:write'],
  reader: READ,
}
