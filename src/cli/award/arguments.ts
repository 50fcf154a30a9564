import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { UsageError } from './usage.ts'

/** What the command was asked for. */
export type AwardCommand = {
  /** A name, or `-` for standard input. */
  file: string
  badgeClassId: string | null
  columns: Record<string, string | null>
  delimiter: string | undefined
  charset: string | undefined
  dryRun: boolean
  onInvalid: string
  onDuplicate: string
  results: string | undefined
  failures: string | undefined
  isNew: boolean
  yes: boolean
  json: boolean
  url: string
  keyFile: string | undefined
}

/** A key of ours, wherever it stands in an argument, and options that others give keys by. */
const KEY = /wm_[\da-f]{6,}_|^--?(api-?)?(key|token|secret|password)(=|$)/i
const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/**
 * Reads the arguments after `award`.
 *
 * @param env - `WAYMARK_URL` of it is where the service is, when no argument says so
 * @throws UsageError
 */
export function readArguments(
  args: readonly string[],
  env: { WAYMARK_URL?: string | undefined },
): AwardCommand | 'help' {
  if (args.some((arg) => KEY.test(arg))) {
    throw new UsageError(
      'an API key does not belong in an argument, where others on this machine can see it: put it into WAYMARK_API_KEY or a file for --key-file.',
    )
  }
  const { values, positionals } = parsed(args)
  if (values.help) return 'help'
  const [file, ...others] = positionals
  if (file === undefined) throw new UsageError('Name a file to award by, or - for standard input.')
  if (others.length > 0) throw new UsageError('Name one file; each is a batch of its own.')
  const badgeClassId = values['badge-class']?.toLowerCase() ?? null
  if (badgeClassId !== null && !ID.test(badgeClassId)) {
    throw new UsageError('--badge-class takes the id of a badge class.')
  }
  const command: AwardCommand = {
    file,
    badgeClassId,
    columns: columnsIn(values.column ?? []),
    delimiter: delimiterIn(values.delimiter),
    charset: values.charset,
    dryRun: values['dry-run'] ?? false,
    onInvalid: choice('--on-invalid', values['on-invalid'], ['skip', 'reject']),
    onDuplicate: choice('--on-duplicate', values['on-duplicate'], ['skip', 'reissue', 'allow']),
    results: values.results,
    failures: values.failures,
    isNew: values.new ?? false,
    yes: values.yes ?? false,
    json: values.json ?? false,
    url: urlIn(values.url ?? env.WAYMARK_URL ?? 'http://127.0.0.1:3000'),
    keyFile: values['key-file'],
  }
  refuseContradictions(command)
  return command
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'badge-class': { type: 'string' },
        column: { type: 'string', multiple: true },
        delimiter: { type: 'string' },
        charset: { type: 'string' },
        'dry-run': { type: 'boolean' },
        'on-invalid': { type: 'string' },
        'on-duplicate': { type: 'string' },
        results: { type: 'string' },
        failures: { type: 'string' },
        new: { type: 'boolean' },
        yes: { type: 'boolean', short: 'y' },
        json: { type: 'boolean' },
        url: { type: 'string' },
        'key-file': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function columnsIn(texts: readonly string[]): Record<string, string | null> {
  const entries = texts.map((text) => {
    // A header may have the sign in it; a field never has.
    const at = text.lastIndexOf('=')
    const header = text.slice(0, at).trim()
    if (at < 0 || header === '') {
      throw new UsageError('--column takes a header and a field, such as "Mail=email".')
    }
    return [header, text.slice(at + 1).trim() || null] as const
  })
  return Object.fromEntries(entries)
}

function delimiterIn(text: string | undefined): string | undefined {
  return text === 'tab' || text === '\\t' ? '\t' : text
}

function choice(option: string, value: string | undefined, choices: readonly string[]): string {
  const [first = ''] = choices
  if (value !== undefined && !choices.includes(value)) {
    throw new UsageError(`${option} takes one of ${choices.join(', ')}.`)
  }
  return value ?? first
}

function urlIn(text: string): string {
  const url = URL.parse(text)
  const isPlain = url !== null && url.username === '' && url.search === '' && url.hash === ''
  if (url === null || !isPlain || !/^https?:$/.test(url.protocol)) {
    throw new UsageError('--url takes the address of the service, such as http://127.0.0.1:3000')
  }
  return url.href.replace(/\/+$/, '')
}

function refuseContradictions({ file, dryRun, results, failures }: AwardCommand): void {
  if (dryRun && failures !== undefined) {
    throw new UsageError('--failures is for what was awarded; a dry run has --results.')
  }
  const named = [file, results, failures]
    .filter((one) => one !== undefined && one !== '-')
    .map((one) => resolve('/', one as string))
  if (new Set(named).size < named.length || results === '-' || failures === '-') {
    throw new UsageError('--results and --failures take a file of their own each.')
  }
}
