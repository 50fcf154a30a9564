import { SingleBar } from 'cli-progress'
import type { Batch } from './resource.ts'

/** Tells how far it is: with a bar on a terminal, else with a line now and then. */
export type Progress = {
  sending(bytes: number, size: number): void
  awarding(batch: Batch): void
  /** How many rows of a dry run were answered; how many there are is not known. */
  checked(rows: number): void
  /** A line of its own. */
  say(line: string): void
  stop(): void
}

const LINE_EVERY_MS = 5_000

/**
 * @param stream - what people look at
 * @param isQuiet - whether nothing is told unless it is a terminal
 */
export function createProgress(stream: NodeJS.WriteStream, isQuiet: boolean): Progress {
  let bar: { is: SingleBar; of: string } | null = null
  let told = Date.now()
  let started: { at: number; value: number } | null = null

  const line = (text: string) => {
    if (stream.isTTY || !isQuiet) stream.write(`${text}\n`)
  }
  const stop = () => {
    bar?.is.stop()
    bar = null
  }
  const now = (text: string) => {
    if (Date.now() - told < LINE_EVERY_MS) return
    told = Date.now()
    line(text)
  }
  const draw = (of: string, format: string, value: number, total: number, words: object) => {
    if (bar?.of !== of) {
      stop()
      bar = { is: new SingleBar({ stream, format, hideCursor: true, barsize: 30, fps: 5 }), of }
      bar.is.start(total, value, words)
    }
    bar.is.setTotal(total)
    bar.is.update(value, words)
  }

  return {
    sending(bytes, size) {
      const percent = Math.floor((100 * bytes) / Math.max(size, 1))
      if (!stream.isTTY) now(`Sending: ${percent} %`)
      else draw('sending', 'Sending  {bar} {percentage} %', bytes, size, {})
    },
    awarding({ total, awarded, duplicates, invalid, failed, status }) {
      const done = awarded + duplicates + invalid + failed
      started ??= { at: Date.now(), value: done }
      const rate = (1000 * (done - started.value)) / Math.max(Date.now() - started.at, 1)
      const pace = `${count(Math.round(rate))} a second`
      const left = `${duration((total - done) / rate)} left`
      const words = status === 'paused' ? [status] : rate > 0 ? [pace, left] : []
      const text = [`${count(done)} of ${rowsOf(total)}`, ...words].join(', ')
      if (!stream.isTTY) now(`Awarding: ${text}`)
      else draw('awarding', 'Awarding {bar} {text}', done, total, { text })
    },
    checked(rows) {
      now(`Checked: ${rowsOf(rows)}`)
    },
    say(text) {
      stop()
      line(text)
    },
    stop,
  }
}

/** 12,345 */
export function count(value: number): string {
  return value.toLocaleString('en')
}

/** 1 row, 12,345 rows */
export function rowsOf(value: number): string {
  return value === 1 ? '1 row' : `${count(value)} rows`
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 100) return `${whole} s`
  return whole < 6_000 ? `${Math.ceil(whole / 60)} min` : `${Math.ceil(whole / 3600)} h`
}
