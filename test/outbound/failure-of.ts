import { OutboundError } from '../../src/outbound/index.ts'

/** Waits for a fetch that must come to nothing, and says how; anything but that is thrown. */
export const failureOf = async (fetching: Promise<unknown>) => {
  try {
    await fetching
  } catch (error) {
    if (error instanceof OutboundError) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('fetched what should not have been fetched')
}
