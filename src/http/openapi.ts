import type { FastifyInstance, RouteOptions } from 'fastify'
import { Type } from 'typebox'
import { asAsked } from './openapi-requests.ts'
import { problemResponses } from './problems.ts'

const DESCRIPTION = `Issues and verifies Open Badges.

Calls carry \`Authorization: Bearer <API key>\`; verification and public documents work without.
What is open to learners takes a learner's token in its place, and is then about that learner alone.
Errors are problem documents (RFC 9457) whose \`type\` a program can branch on and whose \`errors\`
name the exact fields. Lists are paged by cursor. Every POST that creates accepts an
\`Idempotency-Key\`: repeated with the same body it is answered with the first answer. Resources
carry an \`ETag\`; changes can be made conditional with \`If-Match\`.`

/**
 * What the documentation page may load: its own files only. Its styles are partly inline, which
 * the page cannot do without; its scripts are not.
 */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Header parameters that belong to what a route's configuration says it can do. */
const IDEMPOTENCY_HEADERS = {
  'idempotency-key': Type.Optional(
    Type.String({
      description: 'Makes the request repeatable: 1 to 255 printable characters of your choice.',
    }),
  ),
}
const IF_MATCH_HEADERS = {
  'if-match': Type.Optional(
    Type.String({ description: 'ETag of the state to be changed; another state answers 412.' }),
  ),
}
const IF_NONE_MATCH_HEADERS = {
  'if-none-match': Type.Optional(
    Type.String({ description: 'ETag of the state you have; unchanged, the answer is 304.' }),
  ),
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A creating POST: accepts an Idempotency-Key. */
    creates?: boolean
    /** Compares ETags: If-None-Match on GET, If-Match on changes. */
    conditional?: boolean
  }
}

/**
 * Describes the API in OpenAPI 3.1 at `/openapi.json` and shows it at `/docs`, with everything
 * the page needs served from here. What follows from a route's configuration (its scope, its
 * headers, the errors it shares with all others) is added here and not written on each route.
 */
export async function installOpenApi(app: FastifyInstance, version: string): Promise<void> {
  app.addHook('onRoute', describeRoute)
  // Imported here, as all plugins are: threads that work off jobs need none of them.
  await app.register(import('@fastify/swagger'), {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Waymark',
        version,
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This service.' }],
      components: {
        securitySchemes: {
          apiKey: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key. Each operation names the scope it needs.',
          },
        },
      },
      tags: [
        { name: 'Issuers', description: 'Organisations that award badges.' },
        { name: 'Issuer keys', description: 'What issuers sign with, and their rotation.' },
        { name: 'Badge classes', description: 'What is awarded.' },
        { name: 'Assertions', description: 'Awards of a badge class to a learner.' },
        { name: 'Award batches', description: 'Awards of many rows in one request.' },
        { name: 'Images', description: 'Pictures of badges and issuers.' },
        { name: 'Applications', description: 'Learners who apply for badges.' },
        { name: 'Files', description: 'Evidence of what learners did.' },
        { name: 'Learners', description: 'People who earn badges.' },
        {
          name: 'Learner records',
          description: 'What learners make of their badges: signed records and links to share.',
        },
        {
          name: 'Identifiers',
          description: 'What learners are known by, and whether it is theirs.',
        },
        { name: 'Learner tokens', description: 'With which learners call for themselves.' },
        { name: 'Badging standards', description: 'What badge classes can follow as a whole.' },
        { name: 'Endorsements', description: 'Signed statements of third parties.' },
        { name: 'Events', description: 'What happened, in its order.' },
        { name: 'Webhooks', description: 'Being told of what happens, by the Standard Webhooks.' },
        {
          name: "Learners' rights",
          description: 'Everything about a learner, who read it, and its erasure.',
        },
        { name: 'Consents', description: 'What learners and their guardians agreed to.' },
        { name: 'Equality monitoring', description: 'What learners tell, in reports of many.' },
        { name: 'Places', description: 'Programmes of cities and regions, and who takes part.' },
        { name: 'Networks', description: 'Places that share pathways and templates of badges.' },
        { name: 'Claims', description: 'Codes with which learners claim badges.' },
        { name: 'Mail', description: 'What was sent to learners, and what came back.' },
        { name: 'Opportunities', description: 'Activities that lead to badges, and who came.' },
        { name: 'Pathways', description: 'Badges along steps toward a goal.' },
        { name: 'Verification', description: 'The verdict on a credential, whoever issued it.' },
        {
          name: 'VC API',
          description: 'Issuing and verifying as the W3C Credentials Community Group has it.',
        },
        { name: 'Public documents', description: 'What the world reads; no key needed.' },
        {
          name: 'Open Badges 2.0',
          description: 'The same once more, for older backpacks; no key needed.',
        },
        { name: 'API keys', description: 'Who may call, and what for.' },
        { name: 'Operations', description: 'For those who run the service.' },
      ],
    },
    transform: ({ schema, url }) => ({ schema: asAsked(schema), url }),
    refResolver: { buildLocalReference: (json) => String(json.$id) },
  })
  await app.register(import('@fastify/swagger-ui'), {
    routePrefix: '/docs',
    staticCSP: DOCS_POLICY,
    uiConfig: { docExpansion: 'none', deepLinking: true, persistAuthorization: false },
  })
  app.get(
    '/openapi.json',
    {
      schema: {
        tags: ['Operations'],
        operationId: 'getOpenApi',
        summary: 'Read this description',
        response: {
          200: Type.Object(
            {},
            {
              additionalProperties: true,
              examples: [{ openapi: '3.1.0', info: { title: 'Waymark' } }],
            },
          ),
        },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300').type('application/json')
      return JSON.stringify(app.swagger())
    },
  )
}

function describeRoute(route: RouteOptions): void {
  const { schema, config = {}, method } = route
  // Fastify adds a HEAD to every GET, with the very schema that was described for the GET.
  if (schema === undefined || schema.hide === true || method === 'HEAD') return
  const { scope, anonymous = false, creates = false, conditional = false, learner = false } = config
  if (scope !== undefined) {
    schema.security = [{ apiKey: [scope] }, ...(anonymous ? [{}] : [])]
    const others = [anonymous ? ', or no key at all' : '', learner ? '; open to learners' : '']
    const sentence = `Scope: \`${scope}\`${others.join('')}.`
    schema.description = [schema.description, sentence].filter(Boolean).join('\n\n')
    Object.assign(schema, {
      'x-required-scope': scope,
      ...(learner && { 'x-open-to-learners': true }),
    })
  }
  if (creates) schema.headers = Type.Object(IDEMPOTENCY_HEADERS)
  if (conditional) {
    schema.headers = Type.Object(method === 'GET' ? IF_NONE_MATCH_HEADERS : IF_MATCH_HEADERS)
  }
  schema.response = {
    ...described(schema.response as Record<string, object>),
    ...(conditional && method === 'GET' && { 304: Type.Null({ description: 'Unchanged.' }) }),
    ...(scope !== undefined && problemResponses(401, 403)),
    ...(schema.body !== undefined && problemResponses(413, 415)),
    ...(anonymous && problemResponses(429)),
    ...problemResponses(500, 503),
  }
}

const SUCCESSES: Record<string, string> = {
  200: 'Done.',
  202: 'Accepted: it is done by and by.',
  201: 'Created; `Location` says where it is.',
}

/** Gives answers without words of their own the plain ones. */
function described(responses: Record<string, object>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const words = SUCCESSES[status]
      return [status, words === undefined ? response : { description: words, ...response }]
    }),
  )
}
