import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** What a run of the tests came to, in assertions as tap counts them. */
export interface Counts {
  passed: number
  failed: number
  /** Skipped and to-do ones. */
  skipped: number
}

const POINT = /^( *)(not )?ok \d+ - (.*?)( # time=\S+)?( \{)?$/
const PASSED_OVER = /^(.*?) # (?:SKIP|TODO) ?(.*)$/
const TOTALS = /^# \{ total: \d+.*\}$/

/**
 * Reads tap's raw output and writes what people want to know of it: a line for each test file as
 * it ends, beneath it the failed assertions with all that tap says of them, and at the end the
 * tests that were skipped, with their reasons.
 *
 * @param input TAP version 14, as `tap --reporter=tap` writes it
 * @param write takes the text to show, whole lines
 * @returns tap's own totals, undefined when it ended without any
 */
export async function report(
  input: Readable,
  write: (text: string) => void,
): Promise<Counts | undefined> {
  let counts: Counts | undefined
  let file = ''
  let failures: string[] = []
  const skipped: string[] = []
  /** Whether the details that may follow the last point are worth showing. */
  let worthShowing = false
  /** The line that ends the details being read. */
  let detailsEnd: string | undefined
  let previous = ''
  let show: (text: string) => unknown = write

  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (detailsEnd !== undefined) {
      if (worthShowing) show(line)
      if (line === detailsEnd) detailsEnd = undefined
      continue
    }
    if (/^ *---$/.test(line) && POINT.test(previous)) {
      detailsEnd = line.replace('---', '...')
      if (worthShowing) show(line)
      continue
    }
    if (line.startsWith('# Subtest: ')) file = line.slice('# Subtest: '.length)
    if (TOTALS.test(line)) counts = readTotals(line)

    const point = POINT.exec(line)
    if (point !== null) {
      const [, indent = '', failed, description = '', time = ''] = point
      const over = PASSED_OVER.exec(description)
      if (over) skipped.push(`${file}: ${over[1]}${over[2] ? ` (${over[2]})` : ''}`)
      // A point at the end of a subtest or file sums up what its own points have said.
      const sumsUp = /^ *1\.\.\d+/.test(previous)
      if (indent === '') {
        write(`${failed ? 'FAILED' : 'ok'} ${description}${time.replace(' # time=', ', ')}\n`)
        for (const text of failures) write(`${text}\n`)
        worthShowing = failed !== undefined && failures.length === 0
        show = (text) => write(`${text}\n`)
        failures = []
      } else {
        if (failed && !over) failures.push(`${indent}${sumsUp ? 'in' : '✖'} ${description}`)
        worthShowing = failed !== undefined && !over && !sumsUp
        show = (text) => failures.push(text)
      }
    }
    if (line.trim() !== '') previous = line
  }
  if (skipped.length > 0) write(`\nSkipped:\n${skipped.map((text) => `  ${text}\n`).join('')}`)
  return counts
}

function readTotals(line: string): Counts {
  const count = (key: string) => Number(new RegExp(` ${key}: (\\d+)`).exec(line)?.[1] ?? 0)
  return { passed: count('pass'), failed: count('fail'), skipped: count('skip') + count('todo') }
}
