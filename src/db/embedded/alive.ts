import { readFile } from 'node:fs/promises'
import { errorCode } from './errors.ts'

/**
 * What there is under a process id: `alive`, whoever owns it; `ended`, but still listed because
 * its parent has not asked after it, which may never happen in a container; or `none`.
 */
export async function processState(pid: number): Promise<'alive' | 'ended' | 'none'> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return 'none'
  }
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return /\) [ZX] [^)]*$/.test(text) ? 'ended' : 'alive'
}

/** Whether a process is running under this id. */
export async function isAlive(pid: number): Promise<boolean> {
  return (await processState(pid)) === 'alive'
}
