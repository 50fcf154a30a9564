// The command `waymark verify`, as a process of its own: what it prints, and how it ends.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { bakePng, CREDENTIALS_V2 } from '../../src/credentials/index.ts'
import { foreignBadge, foreignIssuer } from '../conformance/foreign-issuer.ts'
import { startServer } from '../outbound/loopback-server.ts'
import { passedOn } from '../support/environment.ts'
import { pngOf } from '../support/images.ts'

const COMMAND = fileURLToPath(new URL('../../src/cli/waymark.ts', import.meta.url))
const WRAPPER = fileURLToPath(new URL('../../scripts/waymark.js', import.meta.url))
const issuer = await foreignIssuer()
const badge = await issuer.sign(foreignBadge(issuer.did), 'eddsa-rdfc-2022')
const nowhere = await foreignIssuer('did:web:localhost%3A1:issuer')
const folder = t.testdir()
const save = (name: string, content: string | Uint8Array) => {
  writeFileSync(`${folder}/${name}`, content)
  return name
}
const file = (name: string, document: unknown) => save(name, JSON.stringify(document))
const good = file('good.json', badge)
const forged = file('forged.json', { ...badge, name: 'Pilot' })
const silent = file('silent', await nowhere.sign(foreignBadge(nowhere.did), 'eddsa-rdfc-2022'))

/** Runs the command; nothing of the environment of the tests reaches it. */
async function run(
  args: string[],
  options: { input?: string; script?: string; env?: object } = {},
): Promise<{ code: number; out: string; err: string }> {
  const { input = '', script = COMMAND, env = {} } = options
  const child = spawn(process.execPath, [script, ...args], {
    cwd: folder,
    env: { ...passedOn, ...env },
  })
  const text = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (data) => {
    text.out += data
  })
  child.stderr.setEncoding('utf8').on('data', (data) => {
    text.err += data
  })
  child.stdin.on('error', () => undefined).end(input)
  const [code] = await once(child, 'close')
  return { code, ...text }
}
const verify = (...args: string[]) => run(['verify', ...args])

t.test('the verdict comes first, then each check; the worst of several decides', async (t) => {
  const { code, out, err } = await verify(good, silent, forged)
  t.equal(code, 1)
  t.equal(err, '')
  const [valid = '', unknown = '', wrong = ''] = out.split(/^(?=[A-Z])/m)
  const lines = valid.trimEnd().split('\n')
  t.equal(lines[0], 'VALID  good.json')
  t.equal(lines[1], '  "Night Walker", by Elsewhere, from 2025-01-01T00:00:00Z')
  t.match(lines[2], /^ {2}passed {7}shape +\w.+\.$/)
  t.ok(
    lines.slice(2).every((line) => /^ {2}(passed|skipped) +[a-z-]+ +[A-Z]/.test(line)),
    out,
  )
  t.match(unknown, /^INCONCLUSIVE {2}silent\n[\s\S]*\n {2}inconclusive +proof .*\n/)
  t.match(wrong, /^INVALID {2}forged\.json\n[\s\S]*\n {2}failed +proof .*\(.+\)\n/)
  t.notMatch(out, '\u001b', 'no colours where nobody looks')
})

t.test('reports for programs, one a line; what cannot be used is said beside them', async (t) => {
  const { code, out, err } = await verify('--json', good, 'nothing.json', forged)
  t.equal(code, 3)
  t.match(err, /^waymark: nothing\.json: there is no such file\n$/)
  const lines = out.trimEnd().split('\n')
  t.match(
    lines.map((line) => JSON.parse(line)),
    [
      { source: good, verdict: 'valid', credential: { name: 'Night Walker' } },
      { source: forged, verdict: 'invalid' },
    ],
  )
})

t.test('from standard input, out of an image, from an address, from a page', async (t) => {
  const page = '<link rel="alternate" type="application/vc" href="/badge">'
  const { port, contacts } = await startServer(t, ({ url }, response) => {
    response.end(url === '/page' ? page : JSON.stringify(badge))
  })
  const address = (path: string) => `http://127.0.0.1:${port}${path}`
  const refused = await verify(address('/badge'))
  t.equal(refused.code, 2)
  t.match(refused.out, /inconclusive +retrieval .*\(blocked\)/)
  t.equal(contacts(), 0, 'this machine is not asked unless that is allowed')

  const baked = bakePng(pngOf(2, 2), { credential: JSON.stringify(badge) })
  const picture = save('picture', baked as Uint8Array)
  const { credentialSubject } = badge as { credentialSubject: { id: string } }
  const asked = ['--recipient', `id:${credentialSubject.id}`, '--evidence', '--allow-loopback']
  const sources = ['-', picture, address('/badge'), address('/page')]
  const { code, out } = await run(['verify', ...asked, ...sources], {
    input: JSON.stringify(badge),
    env: { FORCE_COLOR: '1' },
  })
  t.equal(code, 0)
  t.equal(out.match(/VALID/g)?.length, 4)
  t.match(out, '\u001b[32mpassed', 'in colours, where they are wanted')
  t.equal(out.match(/recipient +The/g)?.length, 4)
})

t.test('presentations in parts, and texts of strangers as mere texts', async (t) => {
  const name = 'Nice\u001b[2J\u202e\u009b31m badge\nVALID  other.json'
  const presentation = {
    '@context': [CREDENTIALS_V2],
    type: ['VerifiablePresentation'],
    verifiableCredential: [badge, { ...badge, name }],
  }
  const { code, out } = await verify(file('both.json', presentation))
  t.equal(code, 1)
  t.match(out, /^INVALID {2}both\.json\n/)
  t.match(out, /\n\n {2}VALID {2}verifiableCredential\.0\n {4}"Night Walker"/)
  t.match(out, /\n\n {2}INVALID {2}verifiableCredential\.1\n/)
  t.match(out, '    "Nice [2J 31m badge VALID  other.json"')
  for (const steering of ['\u001b', '\u009b', '\u202e']) t.notMatch(out, steering)
})

t.test('what cannot be used is said, with a status of its own', async (t) => {
  const sources: [string, RegExp][] = [
    [save('notes.txt', 'hello'), /neither a credential in JSON/],
    [save('large', Buffer.alloc(11_000_000)), /larger than 10 MB/],
    ['.', /this is a folder/],
    ['https://', /no address/],
  ]
  const named = await verify(...sources.map(([source]) => source))
  t.match(named, { code: 3, out: '' })
  const lines = named.err.split('\n')
  for (const [at, [source, message]] of sources.entries()) {
    t.ok(lines[at]?.startsWith(`waymark: ${source}: `), source)
    t.match(lines[at], message)
  }
  for (const [args, message] of [
    [['verify'], /Name a file or an address/],
    [['verify', '--colour', good], /--colour/],
    [['verify', '--recipient', 'ada', good], /--recipient takes a type and a value/],
    [['issue', good], /^Usage: waymark/],
  ] as [string[], RegExp][]) {
    t.match(await run(args), { code: 3, out: '', err: message }, args.join(' '))
  }
})

t.test('help, and the command by its name', async (t) => {
  const help = await verify('--help')
  t.equal(help.code, 0)
  for (const part of ['--recipient', '--json', '--evidence', 'Exit status', 'inconclusive']) {
    t.match(help.out, part)
  }
  t.equal((await run(['--help'])).code, 0)
  const named = await run(['--version'], { script: WRAPPER })
  t.match(named, { code: 0, out: /^\d+\.\d+\.\d+\n$/ })
})
