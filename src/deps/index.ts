import { readFileSync } from 'node:fs'
import type { CanonicaliserStats } from '../credentials/index.ts'
import type { Authenticate } from '../http/index.ts'
import type { LearnerPart } from '../learners/index.ts'
import { type Courier, startCourier } from '../webhooks/index.ts'
import { type Awards, createAwards } from './awards.ts'
import { type Claiming, createClaiming } from './claiming.ts'
import { type Consents, createConsents } from './consents.ts'
import { type Foundation, layFoundation, type Outside } from './foundation.ts'
import { createIssuers, type Issuers } from './issuers.ts'
import { createNetworks, type Networks } from './networks.ts'
import { createPathways, type Pathways } from './pathways.ts'
import { authenticating, createPeople, type People } from './people.ts'
import { createProgrammes, type Programmes } from './programmes.ts'
import { createRecords, type Records } from './records.ts'
import { createShowing, type Showing } from './showing.ts'
import { createSigning, type Signing } from './signing.ts'
import { createVerifying, type Verifying } from './verifying.ts'

/** Everything a running service consists of, besides its port. */
export type Deps = Pick<
  Foundation,
  | 'config'
  | 'log'
  | 'database'
  | 'presence'
  | 'outbound'
  | 'foreignDocuments'
  | 'creations'
  | 'withdrawals'
  | 'auditTrail'
> & {
  version: string
  /** Finds the caller behind an API key or a learner's token. */
  authenticate: Authenticate
  /** What the compiled canonicalisation has done so far. */
  canonicaliserStats: () => CanonicaliserStats
  /** What every noun keeps about learners. */
  learnerParts: readonly LearnerPart[]
  /** Starts telling webhook endpoints of events. */
  startCourier(): Courier
  services: People &
    Consents &
    Awards &
    Issuers &
    Verifying &
    Programmes &
    Pathways &
    Networks &
    Records &
    Claiming &
    Showing &
    Pick<Signing, 'credentialJwts' | 'statusLists'>
}

/**
 * Composition root: makes every service out of the few things that come from outside. Each area is a
 * file here, given those that it stands on.
 */
export function createDeps(outside: Outside): Deps {
  const foundation = layFoundation(outside)
  const people = createPeople(foundation)
  const signing = createSigning(foundation)
  const awards = createAwards(foundation, people, signing)
  const consents = createConsents(foundation, people)
  const verifying = createVerifying(foundation, signing, awards)
  const programmes = createProgrammes(foundation, people, awards, consents)
  const issuers = createIssuers(foundation, signing, awards)
  const pathways = createPathways(foundation, people, awards)
  const { records, learnerParts } = createRecords(foundation, people, signing, awards)
  const { config, database, vault, outbound, log, now } = foundation
  const { presence, foreignDocuments, withdrawals, creations, auditTrail } = foundation
  const { credentialJwts, statusLists } = signing
  return {
    config,
    version: version(),
    log,
    database,
    presence,
    outbound,
    foreignDocuments,
    withdrawals,
    creations,
    authenticate: authenticating(people),
    canonicaliserStats: () => signing.signing.stats(),
    learnerParts,
    auditTrail,
    startCourier: () => startCourier({ database, vault, outbound, log, now }),
    services: {
      ...people,
      ...consents,
      ...awards,
      ...issuers,
      ...verifying,
      ...programmes,
      ...pathways,
      ...createNetworks(foundation, issuers, pathways),
      ...records,
      ...createClaiming(foundation, people, awards, {
        ...records,
        ...programmes,
        ...verifying,
        ...consents,
      }),
      ...createShowing(foundation, people, signing, awards, { ...verifying, ...consents }),
      credentialJwts,
      statusLists,
    },
  }
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
