import { type Static, Type } from 'typebox'
import {
  Id,
  lifecycleExample,
  lifecycleFields,
  nullable,
  pageQuery,
  text,
  Url,
} from '../http/index.ts'
import { ImageReference } from '../images/index.ts'

const ProofSuites = Type.Array(
  Type.Enum(['eddsa-rdfc-2022', 'Ed25519Signature2020'], { type: 'string' }),
  {
    minItems: 1,
    maxItems: 2,
    uniqueItems: true,
    description:
      'The proofs that credentials of this issuer carry. eddsa-rdfc-2022 is what Open Badges 3.0 certifies; Ed25519Signature2020 serves older wallets, alone or beside it.',
  },
)

const JwtAlgorithm = Type.Enum(['RS256', 'ES256'], {
  type: 'string',
  description:
    'What VC-JWTs of this issuer are signed with from now on. The key is made when the first is asked for.',
})

const members = {
  name: text(200, { description: 'Name of the organisation.' }),
  url: Url,
  email: Type.String({
    format: 'email',
    maxLength: 254,
    description:
      'Contact address of the organisation, published in its Open Badges 2.0 profile, which needs one. Kept encrypted; it stands in no signed credential.',
  }),
  description: text(5000),
  image: ImageReference,
  proofSuites: ProofSuites,
  jwtAlgorithm: JwtAlgorithm,
}

export const NewIssuer = Type.Object(
  {
    name: members.name,
    url: members.url,
    email: Type.Optional(nullable(members.email)),
    description: Type.Optional(nullable(members.description)),
    image: Type.Optional(nullable(members.image)),
    proofSuites: Type.Optional(members.proofSuites),
    jwtAlgorithm: Type.Optional(members.jwtAlgorithm),
  },
  {
    additionalProperties: false,
    examples: [
      {
        name: 'Harbour Library',
        url: 'https://library.example.org',
        email: 'badges@library.example.org',
        description: 'The public library of a harbour town.',
      },
    ],
  },
)

export const IssuerPatch = Type.Object(
  { ...Type.Partial(NewIssuer).properties, archived: Type.Optional(Type.Boolean()) },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ description: 'The public libraries of the harbour region.' }],
  },
)

export const Issuer = Type.Object(
  {
    id: Id,
    did: Type.String({ examples: ['did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'] }),
    name: Type.String(),
    url: Type.String(),
    email: nullable(Type.String()),
    description: nullable(Type.String()),
    image: nullable(Type.String()),
    proofSuites: ProofSuites,
    jwtAlgorithm: JwtAlgorithm,
    profileUrl: Type.String({ description: 'The public profile document.' }),
    openBadges2Url: nullable(
      Type.String({
        description:
          'The same for Open Badges 2.0, which shows the email; null, and nothing of this issuer is offered in 2.0, while there is none.',
      }),
    ),
    ...lifecycleFields,
  },
  {
    examples: [
      {
        id: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        did: 'did:web:badges.example.org:issuers:019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        name: 'Harbour Library',
        url: 'https://library.example.org',
        email: 'badges@library.example.org',
        description: 'The public library of a harbour town.',
        image: null,
        proofSuites: ['eddsa-rdfc-2022'],
        jwtAlgorithm: 'RS256',
        profileUrl: 'https://badges.example.org/issuers/019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        openBadges2Url:
          'https://badges.example.org/ob2/issuers/019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        ...lifecycleExample,
      },
    ],
  },
)

export const IssuerQuery = Type.Object(pageQuery, { additionalProperties: false })

export type NewIssuer = Static<typeof NewIssuer>
export type IssuerPatch = Static<typeof IssuerPatch>
export type Issuer = Static<typeof Issuer>
export type JwtAlgorithm = Static<typeof JwtAlgorithm>
export type ProofSuite = Static<typeof ProofSuites>[number]
