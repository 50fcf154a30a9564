import { runBatch } from './batch-run.ts'
import { withDatabase } from './database.ts'
import { startProgramme } from './programme.ts'
import { residentMb } from './resident.ts'
import { stopAll } from './service.ts'

const AT_MOST_MB = 512

/**
 * One batch of a million rows from the request until all of its results are read, and the most memory
 * that the service ever had in use meanwhile: resident, all of its threads together, without
 * PostgreSQL.
 *
 * @param options.rows - another number of rows
 * @throws Error where the system does not tell how much memory a process uses
 */
export function benchMillion({ rows = 1_000_000 }: { rows?: number | undefined }): Promise<string> {
  return withDatabase(async (databaseUrl) => {
    const programme = await startProgramme(databaseUrl)
    const { child } = programme.service
    try {
      const before = residentMb(child.pid as number, 'VmRSS')
      const mosts: number[] = []
      const passed = () => void mosts.push(residentMb(child.pid as number, 'VmHWM'))
      const { uploaded, ended, read } = await runBatch(programme, { rows, from: 1, passed })
      const most = residentMb(child.pid as number, 'VmHWM')
      return [
        `${rows} rows: uploaded after ${uploaded.toFixed(1)} s, awarded after ${ended.toFixed(1)} s, all results read after ${read.toFixed(1)} s: ${(rows / read).toFixed(0)} a second.`,
        `Resident memory of the service: ${before} MB before, at most ${mosts.join(' MB until the end of the upload, ')} MB until the end of the work, ${most} MB in all; under ${AT_MOST_MB} MB is wanted.`,
      ].join('\n')
    } finally {
      await stopAll([programme.service])
    }
  })
}
