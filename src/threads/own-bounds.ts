import { setFlagsFromString } from 'node:v8'

/**
 * Has every thread made from here on bounded by its `resourceLimits`. The flags that bound the memory of
 * the process's first thread, `--max-old-space-size` and `--max-semi-space-size`, are read anew by each
 * thread, and there override them. Those that run already keep the bounds that they have.
 */
export function giveThreadsOwnBounds(): void {
  setFlagsFromString('--max-old-space-size=0')
  setFlagsFromString('--max-semi-space-size=0')
}
