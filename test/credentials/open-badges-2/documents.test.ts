import t from 'tap'
import {
  hostedAssertion,
  hostedBadgeClass,
  hostedIssuer,
  openBadgeCredential,
  revokedAssertion,
} from '../../../src/credentials/index.ts'
import { problemsOf } from '../../open-badges-2/rules.ts'
import { award } from '../samples.ts'

const addresses = {
  id: 'https://badges.example/ob2/assertions/9f2c',
  badge: 'https://badges.example/ob2/badge-classes/7a',
  image: 'https://badges.example/ob2/assertions/9f2c.png',
}
const full = award('did:web:badges.example:issuers:1')

t.test('an Assertion says what the credential says, in the words of 2.0', async (t) => {
  const credential = openBadgeCredential({ ...full, validUntil: new Date('2030-01-01T00:00:00Z') })
  const assertion = hostedAssertion(credential, addresses)
  t.strictSame(problemsOf.Assertion(assertion), [])
  t.match(assertion, {
    ...addresses,
    recipient: {
      type: 'email',
      hashed: true,
      identity: full.recipient.email?.identityHash,
      salt: full.recipient.email?.salt,
    },
    verification: { type: 'HostedBadge' },
    issuedOn: credential.validFrom,
    expires: '2030-01-01T00:00:00Z',
    narrative: full.narrative,
  })
  t.notMatch(JSON.stringify(assertion), /"type":\[/, 'types are single words')
  t.notOk('proof' in assertion || 'credentialStatus' in assertion)
})

t.test('what a credential does not say stays away', async (t) => {
  const { achievement, issuer, recipient, id, validFrom } = full
  const bare = { id, issuer, achievement, validFrom, recipient: { id: recipient.id } }
  const assertion = hostedAssertion(openBadgeCredential(bare), addresses)
  t.strictSame(problemsOf.Assertion(assertion), [])
  t.strictSame(Object.keys(assertion).sort(), [
    '@context',
    'badge',
    'id',
    'image',
    'issuedOn',
    'recipient',
    'type',
    'verification',
  ])
  t.strictSame(assertion.recipient, { type: 'id', hashed: false, identity: recipient.id })
})

t.test('only the hash of an e-mail address makes a recipient of type email', async (t) => {
  const { id } = full.recipient
  for (const identifier of [
    [
      {
        type: 'IdentityObject',
        hashed: false,
        identityHash: 'a@b.org',
        identityType: 'emailAddress',
      },
    ],
    [{ type: 'IdentityObject', hashed: true, identityHash: 'sha256$00', identityType: 'systemId' }],
    ['nonsense'],
  ]) {
    const { recipient } = hostedAssertion({ credentialSubject: { id, identifier } }, addresses)
    t.strictSame(recipient, { type: 'id', hashed: false, identity: id })
  }
})

t.test('a BadgeClass has its picture, its criteria and its alignments', async (t) => {
  const badgeClass = hostedBadgeClass(full.achievement, {
    id: addresses.badge,
    issuer: 'https://badges.example/ob2/issuers/1',
    image: 'https://badges.example/images/ab12.png',
    related: [],
  })
  t.strictSame(problemsOf.BadgeClass(badgeClass), [])
  t.match(badgeClass, {
    image: { id: 'https://badges.example/images/ab12.png', caption: 'An open book' },
    criteria: full.achievement.criteria,
    tags: full.achievement.tag,
    issuer: 'https://badges.example/ob2/issuers/1',
  })
  t.notMatch(JSON.stringify(badgeClass), /targetType/, '2.0 knows no kinds of targets')
})

t.test('an Issuer vouches for the assertions that begin with its address alone', async (t) => {
  const issuer = hostedIssuer(
    { ...full.issuer, url: 'https://library.example', email: 'badges@library.example' },
    {
      id: 'https://badges.example/ob2/issuers/1',
      assertions: 'https://badges.example/ob2/assertions/',
    },
  )
  t.strictSame(problemsOf.Issuer(issuer), [])
  t.strictSame(issuer.verification, {
    type: 'VerificationObject',
    startsWith: 'https://badges.example/ob2/assertions/',
  })
})

t.test(
  'a revoked Assertion tells its id and the reason, and nothing of what it said',
  async (t) => {
    t.strictSame(revokedAssertion(addresses.id, 'Awarded in error.'), {
      '@context': 'https://w3id.org/openbadges/v2',
      id: addresses.id,
      type: 'Assertion',
      revoked: true,
      revocationReason: 'Awarded in error.',
    })
  },
)
