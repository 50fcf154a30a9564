import { type Static, Type } from 'typebox'
import { text } from '../http/index.ts'
import { DOCUMENT_BYTES } from './recognise.ts'

/** As long as an image of 10 MB is in base64, with its line breaks. */
export const IMAGE_CHARACTERS = 15_000_000
/** The longest identifier that a recipient can have. */
export const RECIPIENT_CHARACTERS = 1_000

export const VerificationRequest = Type.Object(
  {
    credential: Type.Optional(
      Type.Union(
        [
          Type.Object({}, { additionalProperties: true }),
          Type.String({ minLength: 1, maxLength: DOCUMENT_BYTES }),
        ],
        {
          description:
            'The credential or presentation itself, as it was given: JSON-LD, or an assertion of Open Badges 2.0 or before; or a text that is one, a JWT for example.',
        },
      ),
    ),
    url: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: IMAGE_CHARACTERS,
        description:
          'Where the credential is published, in whatever form, or a page that leads to it; or a data: URL of it.',
      }),
    ),
    jwt: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: DOCUMENT_BYTES,
        description:
          'The credential or presentation as a JWT, or a signed badge of Open Badges 2.0, in the compact form.',
      }),
    ),
    image: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: IMAGE_CHARACTERS,
        description:
          'A PNG or an SVG with a credential baked into it, in base64 or as a data: URL.',
      }),
    ),
    recipient: Type.Optional(
      Type.Object(
        {
          type: text(RECIPIENT_CHARACTERS, {
            description:
              'email; id, did or url for the id of the subject; else an identityType of Open Badges, such as sourcedId.',
          }),
          value: text(RECIPIENT_CHARACTERS),
        },
        {
          additionalProperties: false,
          description:
            'Whom the credential should be about. Compared with what it says, hashed or plain, and neither kept nor repeated.',
        },
      ),
    ),
    checkEvidence: Type.Optional(
      Type.Boolean({ description: 'Whether to see if the evidence that it links to is there.' }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'Exactly one of credential, url, jwt and image, and what to check besides. A document in the place of this object is verified by itself.',
    examples: [{ url: 'https://badges.example.org/credentials/1Qv9cW3mS1m8w2m0bq3m7A' }],
  },
)

export type VerificationRequest = Static<typeof VerificationRequest>
