import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyError, FastifyPluginAsync, FastifyRequest } from 'fastify'
import {
  examplesOf,
  fitsBesides,
  Problem,
  problemOf,
  problemResponses,
  readJson,
  refuseEncodings,
  valueValidator,
} from '../http/index.ts'
import { REQUEST_LIMITS, requestIn, type VerificationService } from '../verifications/index.ts'
import { inOrder } from './in-order.ts'
import { type Line, linesOf } from './lines.ts'
import { BatchAnswer, BatchRow, REFERENCE_CHARACTERS } from './schema.ts'

type Answer = (line: Line) => Promise<BatchAnswer>

const TYPES = ['application/x-ndjson', 'application/ndjson', 'application/jsonl']
/** Enough to have something to do while strangers are waited for; few enough for many batches. */
const AT_ONCE = 8
/** What the rows under way may have together, in bytes: one image, or all else that there is. */
const WEIGHT = 4 * 1024 * 1024
const BOUNDS = { atOnce: AT_ONCE, weight: WEIGHT, weigh: ({ text }: Line) => text?.length ?? 0 }
/** When neither side has sent anything for this long, nobody is there. */
const IDLE_MS = 60_000
/** How long a caller that is still sending has to read that nothing more is answered. */
const LINGER_MS = 1_000

/** `POST /v1/verify/batch`: verifies as many credentials as come, line by line. */
export const verificationBatchRoutes =
  (service: Pick<VerificationService, 'verify'>): FastifyPluginAsync =>
  async (app) => {
    const closing = new AbortController()
    app.addHook('preClose', async () => closing.abort())
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(TYPES, async (request: FastifyRequest, body: unknown) => {
      refuseEncodings(request)
      return body
    })
    const validate = valueValidator(app, BatchRow)

    app.post(
      '/v1/verify/batch',
      {
        config: { scope: 'verify', streamedBody: true },
        schema: {
          tags: ['Verification'],
          operationId: 'verifyBatch',
          summary: 'Verify many credentials',
          description:
            'Takes one request of `POST /v1/verify` a line and answers with one report a line, in the same order, while the rows are still coming: read the answers while you send. What cannot be verified is a problem in its own line and ends nothing. A batch has no limit; a line has that of one request. A last line with the problem `unavailable` says that the service is being stopped: send again what comes after the last answer.',
          body: { content: Object.fromEntries(TYPES.map((type) => [type, { schema: BatchRow }])) },
          response: {
            200: {
              content: {
                'application/x-ndjson': {
                  schema: BatchAnswer,
                  example: examplesOf(BatchAnswer)[0],
                },
              },
            },
            ...problemResponses(400),
          },
        },
        // The body as a whole has no schema; each row is validated when it comes.
        validatorCompiler: () => () => true,
      },
      async (request, reply) => {
        const { body, raw } = request
        raw.socket.setTimeout(IDLE_MS)
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const work = (line: Line) => answer(line, request)
        const answers = answersTo(asStream(body), work, {
          closing: closing.signal,
          gone: gone.signal,
        })
        return reply.type('application/x-ndjson').send(Readable.from(answers))
      },
    )

    async function answer({ line, text }: Line, request: FastifyRequest): Promise<BatchAnswer> {
      let about: { line: number; reference?: string } = { line }
      try {
        if (text === null || !fitsBesides(text, REQUEST_LIMITS)) throw tooLong()
        const row = requestIn(readJson(text, true)) as BatchRow
        if (isReference(row?.reference)) about = { line, reference: row.reference }
        validate(row)
        const { reference: _, ...presented } = row
        return { ...about, report: await service.verify(presented) }
      } catch (error) {
        return { ...about, problem: problemOf(error as FastifyError, request).document() }
      }
    }
  }

/** No body at all is one without rows. */
function asStream(body: unknown): Readable {
  return body instanceof Readable ? body : Readable.from([])
}

async function* answersTo(
  body: Readable,
  answer: Answer,
  { closing, gone }: { closing: AbortSignal; gone: AbortSignal },
): AsyncGenerator<string> {
  const lines = linesOf(body, REQUEST_LIMITS)
  const stop = AbortSignal.any([closing, gone])
  let line = 0
  for await (const one of inOrder(lines, answer, { bounds: BOUNDS, stop })) {
    line = one.line
    yield written(one)
  }
  if (!closing.aborted || gone.aborted) return
  const detail = 'The service is being stopped; send this line and all after it again.'
  yield written({ line: line + 1, problem: new Problem('unavailable', detail).document() })
  // Who is cut off while sending does not get to read it.
  await Promise.race([passOver(lines), delay(LINGER_MS)])
}

function written(answer: BatchAnswer): string {
  return `${JSON.stringify(answer)}\n`
}

async function passOver(lines: AsyncIterable<Line>): Promise<void> {
  try {
    for await (const _ of lines);
  } catch {
    // The caller has gone.
  }
}

function isReference(value: unknown): value is string {
  return typeof value === 'string' && value.length <= REFERENCE_CHARACTERS
}

function tooLong(): Problem {
  const detail = 'The line is too long: with an image it may have 15 MB, with anything else 1 MB.'
  return new Problem('body-too-large', detail)
}
