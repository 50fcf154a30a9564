import { pgArray, type Queries, type Transaction } from '../db/index.ts'

/** An award to an identifier: the rows that are made if it is nobody's yet. */
export type Meeting = {
  blindIndex: Buffer
  issuerId: string
  /** On whose word the learner would be made; null: the platform's. */
  originIssuerId: string | null
  learnerId: string
  identifierId: string
  type: string
  sealed: Buffer
}

/** The learner of an award, and whether the issuer had never dealt with it before. */
export type Met = { learnerId: string; isNew: boolean }

/**
 * Finds the learners whom issuers deal with under identifiers already, makes learners with
 * identifier and dealing where somebody is new to all, and notes the dealing where an issuer meets
 * somebody whom others know: the usual cases, in one statement.
 *
 * Inner look-ups are lateral with a limit, so that each goes by its index whatever the planner
 * believes about tables that have only just begun to grow. What asks for dealings by an identifier
 * counts or sorts them: for the first one alone it would read the table, hoping to meet it soon.
 *
 * @param meetings - no two of one issuer and one origin with the same identifier (where origins
 *   differ, one row makes the learner, and the other is known and not so simple); sorted by blind
 *   index, so that two transactions which make the same learners cannot wait for each other
 * @returns the learner of each; undefined where the identifier is known and not so simple: the
 *   issuer deals with its learner under others
 */
export async function meetOrMake(
  tx: Transaction,
  meetings: readonly Meeting[],
  at: Date,
): Promise<(Met | undefined)[]> {
  const { rows } = await tx.$client.query<{ n: string; learner_id: string; is_new: boolean }>({
    name: 'meet-or-make-learners',
    text: `with wanted as materialized (
        select * from unnest($1::bytea[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bytea[])
          with ordinality as asked (blind_index, issuer_id, origin_issuer_id, learner_id, identifier_id, type, sealed, n)
      ), met as materialized (
        select wanted.n, found.learner_id from wanted cross join lateral (
          select dealing.learner_id
          from learner_identifiers identifier
          join learner_dealings dealing
            on dealing.issuer_id = wanted.issuer_id
            and dealing.learner_id = identifier.learner_id
            and identifier.id = any(dealing.identifier_ids)
          where identifier.blind_index = wanted.blind_index
          limit 1
        ) found
      ), identifier as (
        insert into learner_identifiers (id, learner_id, type, blind_index, sealed, created_at)
        select identifier_id, learner_id, type, blind_index, sealed, $8 from wanted
        where not exists (select from met where met.n = wanted.n)
        order by n
        on conflict (blind_index) do nothing
        returning id
      ), known as materialized (
        select wanted.n, wanted.issuer_id, other.id as identifier_id, other.learner_id
        from wanted cross join lateral (
          select id, learner_id from learner_identifiers
          where blind_index = wanted.blind_index
          limit 1
        ) other
        where not exists (select from met where met.n = wanted.n)
          -- An issuer may mean another learner by it than everybody else does.
          and 0 = (
            select count(*) from (
              select * from learner_dealings where identifier_ids @> array[other.id] offset 0
            ) dealing
            where dealing.issuer_id = wanted.issuer_id
          )
      ), introduced as (
        insert into learner_dealings (issuer_id, learner_id, identifier_ids, created_at, updated_at)
        select issuer_id, learner_id, array[identifier_id], $8, $8 from known
        order by n
        on conflict do nothing
        returning issuer_id, identifier_ids[1] as identifier_id
      ), made as materialized (
        select wanted.* from wanted join identifier on identifier.id = wanted.identifier_id
      ), learner as (
        insert into learners (id, origin_issuer_id, created_at, updated_at)
        select learner_id, origin_issuer_id, $8, $8 from made
      ), dealing as (
        insert into learner_dealings (issuer_id, learner_id, identifier_ids, created_at, updated_at)
        select issuer_id, learner_id, array[identifier_id], $8, $8 from made
      )
      select n, learner_id, false as is_new from met
      union all select n, learner_id, true from made
      union all select n, learner_id, true from known join introduced using (issuer_id, identifier_id)`,
    values: [
      pgArray(
        'bytea',
        meetings.map(({ blindIndex }) => blindIndex),
      ),
      pgArray(
        'uuid',
        meetings.map(({ issuerId }) => issuerId),
      ),
      pgArray(
        'uuid',
        meetings.map(({ originIssuerId }) => originIssuerId),
      ),
      pgArray(
        'uuid',
        meetings.map(({ learnerId }) => learnerId),
      ),
      pgArray(
        'uuid',
        meetings.map(({ identifierId }) => identifierId),
      ),
      pgArray(
        'text',
        meetings.map(({ type }) => type),
      ),
      pgArray(
        'bytea',
        meetings.map(({ sealed }) => sealed),
      ),
      at,
    ],
  })
  const met = meetings.map((): Met | undefined => undefined)
  for (const { n, learner_id, is_new } of rows) {
    met[Number(n) - 1] = { learnerId: learner_id, isNew: is_new }
  }
  return met
}

/** Somebody whom an issuer, or with null the platform, would award. */
export type Sought = { blindIndex: Buffer; issuerId: string | null }

/**
 * The learners whom issuers deal with under these identifiers, and of the platform's all; nothing
 * is written.
 *
 * @returns the learner of each; undefined where there is none
 */
export async function findMet(
  db: Queries,
  sought: readonly Sought[],
): Promise<(string | undefined)[]> {
  const { rows } = await db.$client.query<{ n: string; learner_id: string }>({
    name: 'find-met-learners',
    text: `select n, found.learner_id
      from unnest($1::bytea[], $2::uuid[]) with ordinality as asked (blind_index, issuer_id, n)
      join learner_identifiers identifier on identifier.blind_index = asked.blind_index
      cross join lateral (
        select identifier.learner_id where asked.issuer_id is null
        union all
        (select dealing.learner_id from (
          select * from learner_dealings where identifier_ids @> array[identifier.id] offset 0
        ) dealing
        where dealing.issuer_id = asked.issuer_id
        order by dealing.created_at limit 1)
        limit 1
      ) found`,
    values: [
      pgArray(
        'bytea',
        sought.map(({ blindIndex }) => blindIndex),
      ),
      pgArray(
        'uuid',
        sought.map(({ issuerId }) => issuerId),
      ),
    ],
  })
  const learnerIds = sought.map((): string | undefined => undefined)
  for (const { n, learner_id } of rows) learnerIds[Number(n) - 1] = learner_id
  return learnerIds
}

/** A learner and who asks: an issuer, or with null the platform. */
export type Asked = { learnerId: string; issuerId: string | null }

/** Which of these learners the asking can know of, in their order. */
export async function areKnown(tx: Queries, asked: readonly Asked[]): Promise<boolean[]> {
  const { rows } = await tx.$client.query<{ known: boolean }>({
    name: 'known-learners',
    text: `select case when issuer_id is null
          then exists (select from learners where id = asked.learner_id)
          else exists (select from learner_dealings dealing
            where dealing.issuer_id = asked.issuer_id and dealing.learner_id = asked.learner_id)
        end as known
      from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (learner_id, issuer_id, n)
      order by n`,
    values: [asked.map(({ learnerId }) => learnerId), asked.map(({ issuerId }) => issuerId)],
  })
  return rows.map(({ known }) => known)
}

/** The sealed identifiers of each of these learners that the asking can know of, in their order. */
export async function sealedIdentifiersOf(
  tx: Queries,
  asked: readonly Asked[],
): Promise<Buffer[][]> {
  const { rows } = await tx.$client.query<{ n: string; sealed: Buffer }>({
    name: 'identifiers-of-learners',
    text: `select n, identifier.sealed
      from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (learner_id, issuer_id, n)
      cross join lateral (
        select sealed from learner_identifiers
        where asked.issuer_id is null and learner_id = asked.learner_id
        union all
        select own.sealed from learner_dealings dealing
        join learner_identifiers own on own.id = any(dealing.identifier_ids)
        where dealing.issuer_id = asked.issuer_id and dealing.learner_id = asked.learner_id
      ) identifier`,
    values: [asked.map(({ learnerId }) => learnerId), asked.map(({ issuerId }) => issuerId)],
  })
  const each = asked.map((): Buffer[] => [])
  for (const { n, sealed } of rows) each[Number(n) - 1]?.push(sealed)
  return each
}

/** Notes that issuers deal with learners, by no identifier in particular. */
export async function noteAcquaintances(
  tx: Transaction,
  pairs: readonly { learnerId: string; issuerId: string }[],
  at: Date,
): Promise<void> {
  await tx.$client.query({
    name: 'note-acquaintances',
    text: `insert into learner_dealings (issuer_id, learner_id, identifier_ids, created_at, updated_at)
      select issuer_id, learner_id, '{}', $3, $3
      from (select distinct * from unnest($1::uuid[], $2::uuid[]) as pair (issuer_id, learner_id)) pairs
      order by issuer_id, learner_id
      on conflict do nothing`,
    values: [pairs.map(({ issuerId }) => issuerId), pairs.map(({ learnerId }) => learnerId), at],
  })
}
