import { parseArgs } from 'node:util'

/** What the command was asked for. */
export type VerifyCommand = {
  sources: string[]
  options: { recipient?: { type: string; value: string }; checkEvidence?: boolean }
  json: boolean
  allowLoopback: boolean
}

/** What the command was given cannot be used; the message is for who gave it. */
export class UsageError extends Error {}

/**
 * Reads the arguments after `verify`.
 *
 * @throws UsageError
 */
export function readArguments(args: readonly string[]): VerifyCommand | 'help' {
  const { values, positionals: sources } = parsed(args)
  if (values.help) return 'help'
  if (sources.length === 0) throw new UsageError('Name a file or an address to verify.')
  const { recipient, evidence, json = false } = values
  return {
    sources,
    options: {
      ...(recipient !== undefined && { recipient: recipientIn(recipient) }),
      ...(evidence && { checkEvidence: true }),
    },
    json,
    allowLoopback: values['allow-loopback'] ?? false,
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        recipient: { type: 'string' },
        evidence: { type: 'boolean' },
        json: { type: 'boolean' },
        'allow-loopback': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function recipientIn(text: string): { type: string; value: string } {
  const [, type, value] = /^([^:]+):(.*\S.*)$/s.exec(text) ?? []
  if (type === undefined || value === undefined) {
    throw new UsageError('--recipient takes a type and a value, such as email:ada@example.org')
  }
  return { type, value: value.trim() }
}
