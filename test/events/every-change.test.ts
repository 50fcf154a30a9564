// Everything that happens is written to the outbox: every operation that changes something says so.
import t from 'tap'
import { operationsOf, perform, populate, renewed } from '../support/operations.ts'
import { startService } from '../support/service.ts'

/** Operations that change something and write no event, with the reason. */
const SILENT: Record<string, string> = {
  createImage: 'a picture alone is nothing yet; what shows it tells',
  claimIssuerDid: 'a claim is nothing before it is verified',
  giveUpIssuerDid: 'a claim is nothing before it is verified',
  createWebhookEndpoint: 'endpoints are not told of one another',
  updateWebhookEndpoint: 'endpoints are not told of one another',
  archiveWebhookEndpoint: 'endpoints are not told of one another',
  replayWebhookDelivery: 'it tells again of an event that was written',
  createApiKey: 'keys are told of nowhere but in their own list',
  revokeApiKey: 'keys are told of nowhere but in their own list',
  createLearnerToken: 'tokens are told of nowhere but in their own list',
  revokeLearnerToken: 'tokens are told of nowhere but in their own list',
  updateAssertion: 'a note of the issuer, which no credential shows',
  archiveAssertion: 'it leaves the list of the issuer, and is as it was for everybody else',
  awardMany: 'its awards tell, and its end',
  awardManyBadges: 'its awards tell, and its end',
  pauseAwardBatch: 'its awards tell, and its end',
  resumeAwardBatch: 'its awards tell, and its end',
  createApplication: 'a draft is the applicant’s own until it is submitted',
  updateApplication: 'a draft is the applicant’s own until it is submitted',
  createFile: 'a file alone is nothing yet; the application that shows it tells',
  deleteFile: 'only what no application shows can be deleted',
  addLearnerIdentifier: 'who is known by what is told to nobody',
  attestIdentifier: 'who is known by what is told to nobody',
  removeLearnerIdentifier: 'who is known by what is told to nobody',
  answerVerification: 'who is known by what is told to nobody; the record was claimed before',
  setLearnerAge: 'how old somebody is, is told to nobody, nor that it was said',
  forgetLearnerAge: 'how old somebody is, is told to nobody, nor that it was said',
  forgetEqualityAnswers: 'whether somebody answered is told to nobody',
  createConsentText: 'a text alone is nothing yet; who consents to it tells',
  issueCredential: 'what is signed for others by the VC API is not kept',
  setCredentialStatus: 'what is signed for others by the VC API is not kept',
}

/** What changes nothing: it reads, verifies, prints, or finds what is there. */
const UNCHANGING = new Set([
  'searchLearners',
  'verifyCredential',
  'verifyPresentation',
  'verify',
  'verifyBatch',
  'printClaimCodes',
  'presentCredentials',
])

/** What the population of the examples has been through before: a second time changes nothing. */
const SO_ALREADY = new Set(['acceptEndorsement', 'revokeAssertion', 'joinNetwork'])

t.test('every operation that changes something writes an event, or is known not to', async (t) => {
  const { admin, database } = await startService(t)
  const operations = await operationsOf(admin)
  const population = await populate(admin, operations)
  const told = async () =>
    Number((await database.pool.query('select count(*) as told from events')).rows[0].told)
  const takesAway = ({ id, method }: (typeof operations)[number]) =>
    id === 'eraseLearner' ? 2 : method === 'DELETE' ? 1 : 0
  const writing = operations
    .filter(({ id, method, scope }) => method !== 'GET' && scope !== null && !UNCHANGING.has(id))
    .toSorted((a, b) => takesAway(a) - takesAway(b))
  let counted = 0
  for (const operation of writing) {
    const { id, creates } = operation
    const here = await renewed(admin, operation, population)
    const before = await told()
    const { status } = await perform(admin, operation, here)
    const isTold = (await told()) > before
    if (SILENT[id] !== undefined) t.notOk(isTold, `${id}: ${SILENT[id]}`)
    // What was refused, or found as it is, or is so already changed nothing here.
    else if (status < 300 && !(creates && status === 200) && !SO_ALREADY.has(id)) {
      t.ok(isTold, `${id}: ${status}`)
      counted += 1
    }
  }
  t.ok(counted >= 55, `${counted} operations`)
  const ids = new Set(operations.map(({ id }) => id))
  t.same(
    [...Object.keys(SILENT), ...UNCHANGING, ...SO_ALREADY].filter((id) => !ids.has(id)),
    [],
    'the lists name no operation that is none',
  )
  const { rows } = await database.pool.query('select subject_ids::text as ids from events')
  t.ok(
    rows.every(({ ids: text }) => /^\{[0-9a-f,-]*\}$/.test(text)),
    'ids and nothing else',
  )
})
