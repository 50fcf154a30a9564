import { type CheckInService, createCheckInService } from '../check-ins/index.ts'
import { createOpportunityService, type OpportunityService } from '../opportunities/index.ts'
import {
  createMembershipService,
  createPlaceService,
  type MembershipService,
  type PlaceService,
} from '../places/index.ts'
import { createReportService, type ReportService } from '../reports/index.ts'
import type { Awards } from './awards.ts'
import type { Consents } from './consents.ts'
import type { Foundation } from './foundation.ts'
import type { People } from './people.ts'

/** Places, what happens there, and what of it is reported. */
export type Programmes = {
  places: PlaceService
  memberships: MembershipService
  opportunities: OpportunityService
  checkIns: CheckInService
  reports: ReportService
}

export function createProgrammes(
  { database, vault, now, publicUrl }: Foundation,
  { learners }: People,
  { assertions }: Awards,
  { learnerAges }: Consents,
): Programmes {
  return {
    places: createPlaceService({ database, now }),
    memberships: createMembershipService({ database, now }),
    opportunities: createOpportunityService({ database, learners, ages: learnerAges, now }),
    checkIns: createCheckInService({ database, publicUrl, vault, now, learners, assertions }),
    reports: createReportService({ database, vault, now }),
  }
}
