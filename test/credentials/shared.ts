import { existsSync, readFileSync } from 'node:fs'

const shared = new URL('../../../shared/', import.meta.url)

/** Where a file or a folder of the data shared between projects is. */
export const sharedUrl = (path: string): URL => new URL(path, shared)

/** A file of the data shared between projects, as text. */
export function sharedText(path: string): string {
  return readFileSync(sharedUrl(path), 'utf8')
}

/** A JSON file of the data shared between projects. */
export function sharedJson(path: string): Record<string, unknown> {
  return JSON.parse(sharedText(path))
}

/** Test options that skip a test, with a sentence, where the shared data is absent. */
export function needsShared(path: string): { skip: string | false } {
  if (existsSync(sharedUrl(path))) return { skip: false }
  return { skip: `The data that others published is not here: ../shared/${path} is absent.` }
}
