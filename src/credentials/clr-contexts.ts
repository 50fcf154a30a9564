// The JSON-LD contexts of the Comprehensive Learner Record 2.0 (1EdTech), which no package carries: the
// same definitions as the published files, in our own writing. The 1EdTech specification licence lets
// everybody implement the standard.

const vocabulary = 'https://purl.imsglobal.org/spec/vc/clr/vocab.html#'
const keywords = { id: '@id', type: '@type' }

/** A member of one value, of a type. */
const one = (name: string, type?: string) => ({
  '@id': vocabulary + name,
  ...(type === undefined ? {} : { '@type': type }),
})

/** A member of several values of a type. */
const set = (name: string, type: string) => ({ ...one(name, type), '@container': '@set' })

/** A class, with its members. */
const classOf = (name: string, members: object) => ({
  '@id': vocabulary + name,
  '@context': members,
})

function context(parts: { credential: object; subject: object; openBadges: string }): object {
  return {
    '@context': {
      ...keywords,
      ClrCredential: classOf('ClrCredential', { ...keywords, ...parts.credential }),
      ClrSubject: classOf('ClrSubject', {
        ...keywords,
        cred: 'https://www.w3.org/2018/credentials#',
        obi: parts.openBadges,
        achievement: set('achievement', 'obi:Achievement'),
        association: set('association', `${vocabulary}Association`),
        verifiableCredential: set('verifiableCredential', 'cred:verifiableCredential'),
        ...parts.subject,
      }),
      Association: classOf('Association', {
        associationType: one('AssociationType'),
        sourceId: one('sourceId', 'xsd:anyURI'),
        targetId: one('targetId', 'xsd:anyURI'),
      }),
    },
  }
}

/** The contexts of CLR 2.0 by their URLs: the first edition, and 2.0.1. */
export const contexts: ReadonlyMap<string, object> = new Map([
  [
    'https://purl.imsglobal.org/spec/clr/v2p0/context.json',
    context({
      credential: {},
      subject: {},
      openBadges: 'https://purl.imsglobal.org/spec/ob/v3p0/vocab.html#',
    }),
  ],
  [
    'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json',
    context({
      credential: { partial: one('partial', 'xsd:boolean') },
      subject: { identifier: set('identifier-1', 'obi:Identifier') },
      openBadges: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#',
    }),
  ],
])
