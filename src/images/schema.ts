import { type Static, Type } from 'typebox'
import { Url } from '../http/index.ts'

/** What JSON with an image in it may be long; a larger image is uploaded by itself. */
export const IMAGE_JSON_BYTES = 1024 * 1024

const ID = 'b57d0e5e3c3a1f3b5be1b8f1e7dfbb3a3a1ce1c1b1d6d5cf8f3f7c4f0e5d2a19'
const TINY_PNG =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

export const DataUrl = Type.String({
  pattern: '^data:image/(png|svg\\+xml)[;,]',
  examples: [TINY_PNG],
  maxLength: 1_000_000,
})

/** The image of an issuer or a badge class, as a caller gives it. */
export const ImageReference = Type.Union([Url, DataUrl], {
  description:
    'PNG or SVG: the URL of an image here, a data: URL, or the URL of an image elsewhere, which is fetched, checked and kept here. When its server cannot be reached now, it stays the link that it is.',
})

export const NewImage = Type.Object(
  {
    url: Type.Optional(Url),
    dataUrl: Type.Optional(DataUrl),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    description: 'Exactly one of url and dataUrl.',
    examples: [{ dataUrl: TINY_PNG }],
  },
)

export const Image = Type.Object(
  {
    id: Type.String({ description: 'SHA-256 of the content, in hex.' }),
    url: Type.String({ description: 'Where it is published, for good.' }),
    mediaType: Type.Enum(['image/png', 'image/svg+xml']),
    width: Type.Integer({ description: 'In pixels.' }),
    height: Type.Integer({ description: 'In pixels.' }),
    bytes: Type.Integer({ description: 'Size of the content as it is kept.' }),
  },
  {
    examples: [
      {
        id: ID,
        url: `https://badges.example.org/images/${ID}.png`,
        mediaType: 'image/png',
        width: 512,
        height: 512,
        bytes: 18_342,
      },
    ],
  },
)

export const ImageParams = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the content, in hex.' }),
})

export type NewImage = Static<typeof NewImage>
export type Image = Static<typeof Image>
