import { credentialExample } from '../assertions/index.ts'
import {
  hostedAssertion,
  hostedBadgeClass,
  hostedIssuer,
  hostedUrls,
  revokedAssertion,
} from '../credentials/index.ts'

const ORIGIN = 'https://badges.example.org'
const ISSUER = '019aa7c2-5d1e-7c3f-9a64-0f6f1c7d2b11'
const VERSION = '019aa7c3-1b1b-7111-8d2e-5b7c90ffe0a2'
const urls = hostedUrls(ORIGIN)
const id = urls.assertion('1Qv9cW3mS1m8w2m0bq3m7A')

/** What each Open Badges 2.0 document looks like, for the API's description. */
export const EXAMPLES = {
  assertion: hostedAssertion(credentialExample, {
    id,
    badge: urls.badgeClass(VERSION),
    image: `${id}.png`,
  }),
  revoked: revokedAssertion(id, 'Awarded to the wrong person.'),
  badgeClass: hostedBadgeClass(
    {
      id: `${ORIGIN}/achievements/${VERSION}`,
      name: 'Podcast Producer',
      description: 'Recorded, edited and published a podcast episode about the harbour.',
      criteria: { narrative: 'Publish an episode of at least **five minutes**.' },
      tag: ['audio', 'storytelling'],
      version: '1',
    },
    {
      id: urls.badgeClass(VERSION),
      issuer: urls.issuer(ISSUER),
      image: `${ORIGIN}/images/5f1d7a84db735a3a9c8f9a5b8a9e8b9ac4f41c5f2f06dfaf0e5f2f4c2d3f6a11.png`,
      related: [],
    },
  ),
  issuer: hostedIssuer(
    {
      id: `did:web:badges.example.org:issuers:${ISSUER}`,
      name: 'Harbour Library',
      url: 'https://library.example.org',
      email: 'badges@library.example.org',
    },
    { id: urls.issuer(ISSUER), assertions: urls.assertions },
  ),
}
