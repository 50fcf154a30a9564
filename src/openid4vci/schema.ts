import { type Static, Type } from 'typebox'
import { Id, nullable, Timestamp } from '../http/index.ts'

export const NewOffer = Type.Object(
  {
    txCode: Type.Boolean({
      default: false,
      description: 'Whether the wallet has to ask for six digits, which the answer tells.',
    }),
  },
  { additionalProperties: false, examples: [{ txCode: true }] },
)

export const Offer = Type.Object(
  {
    id: Id,
    assertionId: Id,
    offerUrl: Type.String({ description: 'The link that a wallet on the same device opens.' }),
    offerUri: Type.String({ description: 'Where the offer is read.' }),
    qrCode: Type.String({ description: 'The link as a QR code: an SVG.' }),
    txCode: nullable(Type.String({ description: 'Told by another way than the link.' })),
    expiresAt: Timestamp,
  },
  {
    description: 'What it tells is told once.',
    examples: [
      {
        id: '019aa7d2-0b20-7c44-8e01-2f6f0d5b1a05',
        assertionId: '019aa7c4-34a2-7236-9bbb-ecd5bb657712',
        offerUrl:
          'openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fbadges.example.org%2Fopenid4vci%2Foffers%2F2b3m',
        offerUri: 'https://badges.example.org/openid4vci/offers/2b3m',
        qrCode: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 45 45"></svg>',
        txCode: '493021',
        expiresAt: '2026-11-22T09:45:00Z',
      },
    ],
  },
)

export type NewOffer = Static<typeof NewOffer>
export type Offer = Static<typeof Offer>
