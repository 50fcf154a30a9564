import { styleText } from 'node:util'
import type { VerificationReport } from '../../verifications/index.ts'
import { plainText } from '../plain-text.ts'

type Check = VerificationReport['checks'][number]
type Part = Pick<VerificationReport, 'verdict' | 'checks' | 'credential'>
type Colour = Parameters<typeof styleText>[0]

const COLOURS: Record<string, Colour> = {
  valid: ['bold', 'green'],
  invalid: ['bold', 'red'],
  inconclusive: ['bold', 'yellow'],
  passed: 'green',
  failed: 'red',
  skipped: 'dim',
}

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string

/** Paints where somebody looks at a terminal, as far as its settings want it. */
export const painterFor =
  (stream: NodeJS.WriteStream): Paint =>
  (colour, text) =>
    styleText(colour, text, { stream })

/**
 * A report for people: the verdict first, then what it is about, and a line for each check. The
 * credentials in a presentation or a record follow in the same way.
 *
 * @param source - what was verified, as it was named
 */
export function reportText(source: string, report: VerificationReport, paint: Paint): string {
  const embedded = (report.credentials ?? []).flatMap((one) => [
    '',
    ...partLines(one.path, one, paint).map((line) => `  ${line}`),
  ])
  return `${[...partLines(source, report, paint), ...embedded].join('\n')}\n`
}

function partLines(name: string, part: Part, paint: Paint): string[] {
  const { verdict, credential } = part
  const about = aboutLine(credential)
  const head = `${paint(COLOURS[verdict] ?? 'bold', verdict.toUpperCase())}  ${plainText(name)}`
  return [
    head,
    ...(about === '' ? [] : [`  ${about}`]),
    ...part.checks.map((check) => checkLine(check, paint)),
  ]
}

function checkLine({ name, outcome, code, detail }: Check, paint: Paint): string {
  const colour = COLOURS[outcome] ?? 'bold'
  const reason = code === undefined ? '' : ` (${code})`
  return `  ${paint(colour, outcome.padEnd(12))} ${name.padEnd(18)} ${plainText(detail)}${reason}`
}

/** What the credential says of itself, in one line: title, issuer, dates. */
function aboutLine(credential: Part['credential']): string {
  const { name, achievement, issuer, validFrom, validUntil } = (credential ?? {}) as {
    name?: string
    achievement?: { name?: string }
    issuer?: { name?: string; id?: string }
    validFrom?: string
    validUntil?: string
  }
  const title = name ?? achievement?.name
  const by = issuer?.name ?? issuer?.id
  const parts = [
    title && `"${title}"`,
    by && `by ${by}`,
    validFrom && `from ${validFrom}`,
    validUntil && `until ${validUntil}`,
  ]
  return plainText(parts.filter(Boolean).join(', '))
}
