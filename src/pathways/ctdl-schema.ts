import { type Static, Type } from 'typebox'
import { Id } from '../http/index.ts'

/** A pathway with each of its steps, and what they name. */
const MOST_NODES = 6_000

const graphExample = [
  {
    '@type': 'ceterms:Pathway',
    '@id': 'https://example.org/pathways/radio',
    'ceterms:name': 'Into radio',
    'ceterms:hasDestinationComponent': ['https://example.org/pathways/radio#listen'],
  },
  {
    '@type': 'ceterms:BasicComponent',
    '@id': 'https://example.org/pathways/radio#listen',
    'ceterms:name': 'Visit the studio',
    'ceterms:isDestinationComponentOf': ['https://example.org/pathways/radio'],
    'ceterms:hasCondition': [
      {
        '@type': 'ceterms:ComponentCondition',
        'ceterms:logicalOperator': 'logic:And',
        'ceterms:targetComponent': ['https://example.org/pathways/radio#badge'],
      },
    ],
    'waymark:step': 'listen',
  },
  {
    '@type': 'ceterms:CredentialComponent',
    '@id': 'https://example.org/pathways/radio#badge',
    'ceterms:name': 'Studio visitor',
    'ceterms:credentialType': 'ceterms:OpenBadge',
    'waymark:badgeClass': '019aa7c3-1b1a-7d0e-8c55-2f9be0a3c411',
  },
]

const documentExample = {
  '@context': ['https://credreg.net/ctdl/schema/context/json', { waymark: 'urn:waymark:ctdl:' }],
  '@graph': graphExample,
}

const Graph = Type.Array(Type.Record(Type.String(), Type.Unknown()), {
  minItems: 1,
  maxItems: MOST_NODES,
  description: 'One ceterms:Pathway, and its components.',
})

export const CtdlInput = Type.Object(
  {
    '@context': Type.Optional(Type.Unknown()),
    '@id': Type.Optional(
      Type.Unknown({ description: 'The address of the graph, as a registry has it; left aside.' }),
    ),
    '@graph': Graph,
  },
  { additionalProperties: false, examples: [documentExample] },
)

/** The document, in the media type that it goes by. */
export const CtdlResponse = {
  description: 'The pathway in CTDL.',
  content: {
    'application/ld+json': {
      schema: Type.Object({ '@context': Type.Unknown(), '@graph': Graph }),
      example: documentExample,
    },
  },
}

export const CtdlQuery = Type.Object(
  {
    issuerId: Type.Optional(Id),
    placeId: Type.Optional(Id),
    status: Type.Optional(Type.Enum(['draft', 'published'])),
  },
  { additionalProperties: false },
)

export type CtdlInput = Static<typeof CtdlInput>
export type CtdlQuery = Static<typeof CtdlQuery>
