declare module '@digitalcredentials/verifier-core' {
  /** One thing that was checked; `valid` is absent when it could not be. */
  type LogEntry = { id: string; valid?: boolean; error?: { name: string; message: string } }

  export function verifyCredential(options: {
    credential: unknown
    knownDIDRegistries: object[]
  }): Promise<{
    log?: LogEntry[]
    errors?: { name: string; message: string }[]
    additionalInformation?: { id: string; results: unknown[] }[]
  }>
}
