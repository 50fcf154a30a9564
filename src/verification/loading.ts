import { isObject } from '../credentials/index.ts'
import type { DocumentKind, VerificationEnvironment } from './environment.ts'

/**
 * A text that lies at an URL, and at which in the end, after redirects. `absent`: its server says that nothing lies there; `unavailable`: nobody
 * could say; `malformed`: what lies there is no text.
 */
export type TextLoad =
  | { text: string; status: 200 | 410; url: string }
  | { absent: true }
  | { unavailable: true }
  | { malformed: true }

/** Loads a text through the environment, whatever that does; never rejects. */
export async function loadText(
  environment: Pick<VerificationEnvironment, 'load'>,
  url: string,
  kind: DocumentKind,
): Promise<TextLoad> {
  const ask = async (): Promise<unknown> => environment.load(url, kind)
  const answer = await ask().catch(() => null)
  if (!isObject(answer) || !(answer.bytes instanceof Uint8Array)) return { unavailable: true }
  const { status, bytes } = answer
  if (status === 404) return { absent: true }
  if (status !== 200 && status !== 410) return { unavailable: true }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { text, status, url: typeof answer.url === 'string' ? answer.url : url }
  } catch {
    return { malformed: true }
  }
}
