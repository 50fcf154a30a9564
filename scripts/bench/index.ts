// npm run bench [-- <name>... [--seconds N] [--rows N] [--assertions N,N...] [--profile FOLDER]]
//
// Runs the benchmarks of these names, or all of them. Each prints ratios against a baseline that
// was measured in the same run: on another machine the figures differ, the ratios little.

import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { EmbeddedPostgresError } from '../../src/db/embedded/index.ts'
import { benchAttack } from './attack.ts'
import { benchAward } from './award.ts'
import { benchBatch } from './batch.ts'
import { benchMillion } from './million.ts'
import { benchScale } from './scale.ts'
import { benchServing } from './serving.ts'
import { benchStatusList } from './status-list.ts'
import { benchVerify } from './verify.ts'

type Benchmark = (options: {
  seconds: number
  rows?: number
  assertions?: number[]
  profile?: string
}) => Promise<string>

/** Take minutes, so they run only when they are named. */
const LONG = ['million', 'scale']

const benchmarks: Record<string, Benchmark> = {
  attack: benchAttack,
  award: benchAward,
  batch: benchBatch,
  million: benchMillion,
  scale: benchScale,
  serving: benchServing,
  'status-list': benchStatusList,
  verify: benchVerify,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '3' },
    rows: { type: 'string' },
    assertions: { type: 'string' },
    profile: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const rows = values.rows === undefined ? undefined : Number(values.rows)
const assertions = values.assertions?.split(',').map(Number)
const names =
  positionals.length > 0
    ? positionals
    : Object.keys(benchmarks).filter((name) => !LONG.includes(name))
const unknown = names.find((name) => !Object.hasOwn(benchmarks, name))

if (
  unknown !== undefined ||
  !(seconds >= 1) ||
  (rows !== undefined && !(rows >= 1)) ||
  isNoSize(assertions)
) {
  process.stderr.write(
    unknown !== undefined
      ? `There is no benchmark ${unknown}; there are: ${Object.keys(benchmarks).join(', ')}.\n`
      : '--seconds and --rows must be at least 1, and --assertions at least 10000, from small to large.\n',
  )
  process.exitCode = 1
} else {
  const [cpu] = cpus()
  process.stdout.write(
    `Node.js ${process.version}, ${availableParallelism()} cores (${cpu?.model.trim()})\n`,
  )
  for (const name of names) await runBenchmark(name)
}

async function runBenchmark(name: string): Promise<void> {
  const { profile } = values
  const options = {
    seconds,
    ...(rows !== undefined && { rows }),
    ...(assertions !== undefined && { assertions }),
    ...(profile !== undefined && { profile }),
  }
  try {
    process.stdout.write(`\n${name}\n${await benchmarks[name]?.(options)}\n`)
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}

function isNoSize(sizes: number[] | undefined): boolean {
  return (sizes ?? []).some((size, at) => !(size > (sizes?.[at - 1] ?? 9_999)))
}
