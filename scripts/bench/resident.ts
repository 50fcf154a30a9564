import { readFileSync } from 'node:fs'

/** A line of /proc/PID/status, in megabytes: VmRSS is what is resident now, VmHWM the most that ever was. */
export function residentMb(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status) ?? []
  return Math.round(Number(kilobytes) / 1024)
}
