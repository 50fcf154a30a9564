import { readFileSync } from 'node:fs'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { ConfigError } from '../config/index.ts'

const closed = { additionalProperties: false }
const name = Type.String({ minLength: 1, maxLength: 200 })
const webAddress = Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2048 })

const Source = Type.Union([
  Type.Object({ name, issuers: Type.Record(Type.String(), Type.Object({ name }, closed)) }, closed),
  Type.Object({ name, url: webAddress }, closed),
  Type.Object({ name, waymark: webAddress }, closed),
])

const Settings = Type.Object(
  {
    registries: Type.Array(Source, { maxItems: 20 }),
    required: Type.Optional(Type.Boolean()),
  },
  closed,
)

/** A registry: its issuers by id, the URL of its document, or the origin of a Waymark service. */
export type TrustSource = Static<typeof Source>

/** The registries that the operator relies on, and whether every issuer has to be in one of them. */
export type TrustSettings = { registries: readonly TrustSource[]; required: boolean }

/**
 * Reads the file that names the registries.
 *
 * @param path - undefined when there is none
 * @throws ConfigError that says what is wrong with it
 */
export function readTrustSettings(path: string | undefined): TrustSettings {
  if (path === undefined) return { registries: [], required: false }
  const settings = contentOf(path)
  if (!Value.Check(Settings, settings)) {
    throw new ConfigError(
      'ISSUER_REGISTRIES must name a file like {"registries": [{"name": "...", "url": "https://..."}]}; the README has all its members.',
    )
  }
  return { required: false, ...settings }
}

function contentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new ConfigError('ISSUER_REGISTRIES must name a JSON file that can be read.')
  }
}
