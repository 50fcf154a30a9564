import { ConfigError } from '../../config/index.ts'
import { ALREADY_INITIALIZED, ALREADY_LOGGED_IN, CK, LOST } from './constants.ts'
import type { Handle, Pkcs11, Pkcs11Package } from './module.ts'

/** Where the keys are: the token's library, its label, and the PIN of its user. */
export type Pkcs11Options = { library: string; token: string; pin: string }

/** A session does one thing at a time; so many things are done at once. */
const SESSIONS = 4

/** A token that one is logged in to. */
export type Token = {
  module: Pkcs11
  /**
   * Runs `work` with a session of its own. When the token was lost meanwhile it is looked for once
   * more and `work` is done again.
   *
   * @param work - gets the session, and a number that is another after each loss: handles of objects
   *   from before are void then
   */
  use<T>(work: (session: Handle, generation: number) => Promise<T>): Promise<T>
  close(): void
}

/**
 * Finds the token and logs in.
 * @throws ConfigError when pkcs11js is not installed, or library, token or PIN are wrong
 */
export async function openToken(options: Pkcs11Options): Promise<Token> {
  const module = await load(options.library)
  const idle: Handle[] = []
  const waiting: ((session: Handle | undefined) => void)[] = []
  let count = 0
  let generation = 0

  function openSession(): Handle {
    const slot = module.C_GetSlotList(true).find((one) => labelOf(module, one) === options.token)
    if (slot === undefined) {
      throw new ConfigError('PKCS11_TOKEN is not the label of a token of PKCS11_LIBRARY.')
    }
    const session = module.C_OpenSession(slot, CK.serialSession | CK.readWriteSession)
    try {
      module.C_Login(session, CK.userTypeUser, options.pin)
    } catch (error) {
      if (codeOf(error) !== ALREADY_LOGGED_IN) {
        module.C_CloseSession(session)
        throw error
      }
    }
    return session
  }

  async function take(): Promise<Handle> {
    const session = idle.pop()
    if (session !== undefined) return session
    if (count >= SESSIONS) {
      const given = await new Promise<Handle | undefined>((resolve) => waiting.push(resolve))
      if (given !== undefined) return given
    }
    count += 1
    try {
      return openSession()
    } catch (error) {
      drop()
      throw error
    }
  }
  function give(session: Handle): void {
    const next = waiting.shift()
    if (next === undefined) idle.push(session)
    else next(session)
  }
  /** A session is gone: whoever waits for one may open another. */
  function drop(): void {
    count -= 1
    waiting.shift()?.(undefined)
  }
  function end(session: Handle): void {
    try {
      module.C_CloseSession(session)
    } catch {
      // It was lost.
    }
  }

  async function attempt<T>(work: (session: Handle, generation: number) => Promise<T>): Promise<T> {
    const session = await take()
    try {
      const result = await work(session, generation)
      give(session)
      return result
    } catch (error) {
      // An operation that was begun would be in the way of the next.
      end(session)
      drop()
      throw error
    }
  }

  try {
    give(await take())
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(
      `PKCS11_PIN does not open the token of PKCS11_TOKEN (${(error as Error).message}).`,
    )
  }
  return {
    module,
    async use(work) {
      try {
        return await attempt(work)
      } catch (error) {
        if (!LOST.includes(codeOf(error) ?? -1)) throw error
        generation += 1
        // Those that lie idle were lost with it.
        count -= idle.length
        for (const session of idle.splice(0)) end(session)
        return attempt(work)
      }
    },
    close() {
      for (const session of idle.splice(0)) end(session)
    },
  }
}

async function load(library: string): Promise<Pkcs11> {
  const { PKCS11: Module } = await importPackage('pkcs11js')
  const module = new Module()
  try {
    module.load(library)
    module.C_Initialize({ flags: CK.osLockingOk })
  } catch (error) {
    if (codeOf(error) !== ALREADY_INITIALIZED) {
      throw new ConfigError(
        `PKCS11_LIBRARY cannot be loaded as a PKCS#11 library (${(error as Error).message}).`,
      )
    }
  }
  return module
}

async function importPackage(name: string): Promise<Pkcs11Package> {
  try {
    const loaded = await import(name)
    return loaded.default
  } catch {
    throw new ConfigError(
      'PKCS11_LIBRARY is set, but the package pkcs11js is not installed or was not compiled: run npm install --no-save pkcs11js@2 here.',
    )
  }
}

function labelOf(module: Pkcs11, slot: Handle): string {
  try {
    return module.C_GetTokenInfo(slot).label.trim()
  } catch {
    return ''
  }
}

function codeOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown }
  return typeof code === 'number' ? code : undefined
}
