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

const members = {
  name: text(200, { description: 'Name of the organisation.' }),
  url: Url,
  email: Type.String({
    format: 'email',
    maxLength: 254,
    description:
      'Contact address of the organisation, for the Open Badges 2.0 profile. Kept encrypted; it stands in no signed credential.',
  }),
  description: text(5000),
  image: Url,
  proofSuites: ProofSuites,
}

export const NewIssuer = Type.Object(
  {
    name: members.name,
    url: members.url,
    email: Type.Optional(nullable(members.email)),
    description: Type.Optional(nullable(members.description)),
    image: Type.Optional(nullable(members.image)),
    proofSuites: Type.Optional(members.proofSuites),
  },
  {
    additionalProperties: false,
    examples: [
      {
        name: 'Harbour Library',
        url: 'https://library.example.org',
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
    profileUrl: Type.String({ description: 'The public profile document.' }),
    ...lifecycleFields,
  },
  {
    examples: [
      {
        id: '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        did: 'did:web:badges.example.org:issuers:019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        name: 'Harbour Library',
        url: 'https://library.example.org',
        email: null,
        description: 'The public library of a harbour town.',
        image: null,
        proofSuites: ['eddsa-rdfc-2022'],
        profileUrl: 'https://badges.example.org/issuers/019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11',
        ...lifecycleExample,
      },
    ],
  },
)

export const IssuerQuery = Type.Object(pageQuery, { additionalProperties: false })

export type NewIssuer = Static<typeof NewIssuer>
export type IssuerPatch = Static<typeof IssuerPatch>
export type Issuer = Static<typeof Issuer>
export type ProofSuite = Static<typeof ProofSuites>[number]
