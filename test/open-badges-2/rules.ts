// Open Badges 2.0, section "Open Badges Vocabulary": which members each class has, of which type.

type Kind = (value: unknown) => string[]

const test =
  (words: string, holds: (value: unknown) => boolean): Kind =>
  (value) =>
    holds(value) ? [] : [`${JSON.stringify(value)} is not ${words}`]
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const text = test('a text', isText)
const url = test('an http URL', (value) => isText(value) && /^https?:\/\/[^\s]+$/.test(value))
const iri = test('an http URL or a UUID as a URN', (value) =>
  isText(value) && (url(value).length === 0 || /^urn:uuid:[0-9a-f-]{36}$/.test(value)))
const email = test('an e-mail address', (value) => isText(value) && /^[^@\s]+@[^@\s]+$/.test(value))
const yesOrNo = test('a boolean', (value) => typeof value === 'boolean')
const time = test('a time with its zone', (value) =>
  isText(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value))
const oneOf = (...words: string[]) =>
  test(`one of ${words.join(', ')}`, (value) => words.includes(value as string))
const many =
  (kind: Kind): Kind =>
  (value) =>
    Array.isArray(value) && value.length > 0
      ? value.flatMap(kind)
      : [`${JSON.stringify(value)} is no list`]
const either =
  (...kinds: Kind[]): Kind =>
  (value) =>
    kinds.some((kind) => kind(value).length === 0) ? [] : (kinds.at(-1)?.(value) ?? [])

/** Members of a class; those with `!` are required, others than these are not in the standard. */
const object =
  (
    members: Record<string, Kind>,
    also: (value: Record<string, unknown>) => string[] = () => [],
  ): Kind =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return [`${JSON.stringify(value)} is no object`]
    }
    const given = value as Record<string, unknown>
    const names = Object.keys(members).map((name) => name.replace('!', ''))
    return [
      ...Object.keys(given)
        .filter((name) => !names.includes(name))
        .map((name) => `${name} is not in the standard`),
      ...Object.entries(members).flatMap(([marked, kind]) => {
        const name = marked.replace('!', '')
        if (given[name] === undefined) return marked.endsWith('!') ? [`${name} is missing`] : []
        return kind(given[name]).map((problem) => `${name}: ${problem}`)
      }),
      ...also(given),
    ]
  }

const context = oneOf('https://w3id.org/openbadges/v2')
const image = either(url, object({ type: text, 'id!': url, caption: text, author: iri }))

const identity = object(
  {
    'type!': oneOf('id', 'email', 'url', 'telephone'),
    'identity!': text,
    'hashed!': yesOrNo,
    salt: text,
  },
  ({ identity, hashed, type }) => [
    ...(hashed === /^sha256\$[0-9a-f]{64}$/.test(String(identity)) ? [] : ['hashed is untrue']),
    ...(type === 'id' ? iri(identity) : []),
  ],
)

/** What is wrong with an Assertion, a BadgeClass or the Profile of an issuer; nothing, it is hoped. */
export const problemsOf: Record<'Assertion' | 'BadgeClass' | 'Issuer', Kind> = {
  Assertion: object({
    '@context!': context,
    'id!': url,
    'type!': oneOf('Assertion'),
    'recipient!': identity,
    'badge!': url,
    'verification!': object({ 'type!': oneOf('HostedBadge') }),
    'issuedOn!': time,
    expires: time,
    image,
    narrative: text,
    evidence: many(
      object({
        type: oneOf('Evidence'),
        id: iri,
        narrative: text,
        name: text,
        description: text,
        genre: text,
        audience: text,
      }),
    ),
  }),
  BadgeClass: object({
    '@context!': context,
    'id!': url,
    'type!': oneOf('BadgeClass'),
    'name!': text,
    'description!': text,
    'image!': image,
    'criteria!': object(
      { type: oneOf('Criteria'), id: url, narrative: text },
      ({ id, narrative }) =>
        id === undefined && narrative === undefined ? ['criteria say nothing'] : [],
    ),
    'issuer!': url,
    alignment: many(
      object({
        type: oneOf('AlignmentObject'),
        'targetName!': text,
        'targetUrl!': url,
        targetDescription: text,
        targetFramework: text,
        targetCode: text,
      }),
    ),
    tags: many(text),
    version: text,
    related: many(url),
  }),
  Issuer: object({
    '@context!': context,
    'id!': url,
    'type!': oneOf('Issuer', 'Profile'),
    'name!': text,
    'url!': url,
    'email!': email,
    description: text,
    image,
    'verification!': object({ 'type!': oneOf('VerificationObject'), 'startsWith!': url }),
  }),
}
