import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { type Attempt, attempt } from './attempt.ts'
import { EmbeddedPostgresError, errorText } from './errors.ts'
import { connectionString, ensureDatabase } from './owner.ts'
import { type Installation, LOG_FILE, stopServer } from './postmaster.ts'

/** Where the embedded server tells what it does; a line at a time, nothing of what is stored. */
export interface EmbeddedPostgresLog {
  info(message: string): void
  warn(message: string): void
}

const DATABASE = 'waymark'
const POLL_MS = 100
/** What is left of a killed server may hold its files for this long. */
const START_PATIENCE_MS = 30_000
/** PostgreSQL may take this long to notice that a killed service is gone. */
const HELD_PATIENCE_MS = 2000
const LONGEST_PAUSE_MS = 5000

/** The server has another owner, who goes on. */
class InUseError extends EmbeddedPostgresError {}

/** The running server of one cluster, owned by this process and kept running until `stop`. */
export class EmbeddedServer {
  readonly #installation: Installation
  readonly #password: string
  readonly #log: EmbeddedPostgresLog
  readonly #stopping = new AbortController()
  #port: number | undefined
  #owner: pg.Client | undefined
  #recovery: Promise<void> | undefined
  #stopped: Promise<void> | undefined

  constructor(installation: Installation, password: string, log: EmbeddedPostgresLog) {
    this.#installation = installation
    this.#password = password
    this.#log = log
  }

  /**
   * Starts the server or takes it over from a service that was killed, and becomes its owner.
   *
   * @throws EmbeddedPostgresError when another service owns it or it does not start
   */
  async start() {
    let startedHere = false
    try {
      for await (const outcome of this.#attempts()) startedHere ||= outcome.state === 'started'
      if (this.#owner !== undefined) await ensureDatabase(this.#owner, DATABASE)
    } catch (error) {
      if (this.#owner !== undefined) await this.stop()
      else if (startedHere && !(error instanceof InUseError)) await stopServer(this.#installation)
      throw error
    }
  }

  /** Tells of every attempt to own the server until one succeeds or waiting is of no use. */
  async *#attempts(): AsyncGenerator<Attempt> {
    let deadline = Date.now() + START_PATIENCE_MS
    let heldSince: number | undefined
    for (;;) {
      const outcome = await this.#attempt()
      yield outcome
      if (outcome.state === 'owned') return
      const now = Date.now()
      if (outcome.state === 'busy') deadline = now + START_PATIENCE_MS
      heldSince = outcome.state === 'held' ? (heldSince ?? now) : undefined
      if (heldSince !== undefined && now - heldSince >= HELD_PATIENCE_MS) throw this.#inUse()
      if (now >= deadline) throw this.#doesNotStart(outcome)
      if (outcome.state !== 'started') await delay(POLL_MS)
    }
  }

  /** The connection string of a database on the server; it stays valid when the server restarts. */
  url(database: string = DATABASE): string {
    if (this.#port === undefined) throw new Error('The embedded PostgreSQL has not been started.')
    return connectionString(this.#port, this.#password, database)
  }

  /** Stops the server and leaves nothing of it behind; a second call waits for the first. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop() {
    this.#stopping.abort()
    await this.#recovery
    if (this.#owner === undefined) return
    await stopServer(this.#installation)
    await this.#owner.end().catch(() => undefined)
  }

  async #attempt(): Promise<Attempt> {
    const lost = () => this.#lost()
    const outcome = await attempt(this.#installation, this.#password, this.#port, lost)
    if (outcome.state !== 'owned') return outcome
    if (this.#port !== undefined && this.#port !== outcome.port) {
      await outcome.owner.end()
      return { state: 'held' }
    }
    this.#port = outcome.port
    this.#owner = outcome.owner
    return outcome
  }

  #lost() {
    if (this.#stopping.signal.aborted || this.#recovery !== undefined) return
    this.#owner = undefined
    this.#recovery = this.#recover().finally(() => {
      this.#recovery = undefined
    })
  }

  /** Brings the server back on its port, since connection strings have been given out. */
  async #recover() {
    this.#log.warn('The embedded PostgreSQL has stopped unexpectedly; starting it again.')
    let othersSeen = false
    for (let pause = POLL_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const outcome = await this.#attempt().catch(
        (error: unknown): Attempt => ({ state: 'failed', problem: errorText(error) }),
      )
      if (outcome.state === 'owned') {
        this.#log.info('The embedded PostgreSQL runs again.')
        return
      }
      if (outcome.state === 'held' && !othersSeen) {
        othersSeen = true
        this.#log.warn(this.#inUse().message)
      }
      if (outcome.state === 'started') continue
      // Only after an attempt: a server that merely lost our connection is still ours to stop.
      if (this.#stopping.signal.aborted) return
      await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
    }
  }

  #inUse(): InUseError {
    return new InUseError(
      `Another service is using the database in ${this.#installation.cluster}: stop it, or give this one a DATA_DIR of its own.`,
    )
  }

  #doesNotStart(outcome: Attempt): EmbeddedPostgresError {
    const problem = 'problem' in outcome ? outcome.problem : `it is ${outcome.state}`
    return new EmbeddedPostgresError(
      `The embedded PostgreSQL in ${this.#installation.cluster} does not start (${problem}): look into the file ${LOG_FILE} there.`,
    )
  }
}
