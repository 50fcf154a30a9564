import { existsSync, readFileSync } from 'node:fs'

const shared = new URL('../../../shared/', import.meta.url)

/** A file of the data shared between projects, as text. */
export function sharedText(path: string): string {
  return readFileSync(new URL(path, shared), 'utf8')
}

/** A JSON file of the data shared between projects. */
export function sharedJson(path: string): Record<string, unknown> {
  return JSON.parse(sharedText(path))
}

/** Test options that skip a test, with a sentence, where the shared data is absent. */
export function needsShared(path: string): { skip: string | false } {
  if (existsSync(new URL(path, shared))) return { skip: false }
  return { skip: `The data that others published is not here: ../shared/${path} is absent.` }
}
