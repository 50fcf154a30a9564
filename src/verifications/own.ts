import type { AssertionService } from '../assertions/index.ts'
import type { CredentialFormats } from '../credential-formats/index.ts'
import type { EndorsementReading } from '../endorsements/index.ts'
import type { StatusListService } from '../status-lists/index.ts'
import type { FindHosted } from './hosted.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What lies at an URL of ours: the bytes that are served there, or nothing that can be verified. */
export type OwnDocument = { bytes: Uint8Array | undefined }

/** The record, or the presentation, behind the token of a link; undefined when there is none. */
export type FindShared = (token: string) => Promise<string | undefined>

/** The id of a status list of ours, out of its public URL; null for any other URL. */
export function ownStatusListId(url: string, publicUrl: string): string | null {
  const id = url.startsWith(`${publicUrl}/status-lists/`) ? url.split('/').at(-1) : undefined
  return id !== undefined && UUID.test(id) ? id : null
}

/** Reads what lies at an URL of ours; null for any other URL. */
export type ReadOwn = (url: string) => Promise<OwnDocument | null>

/**
 * Reads what is published under our own PUBLIC_URL, credentials in every format, endorsements and
 * status lists, without asking ourselves over the network. A query or a fragment changes nothing,
 * as when they are served. Credentials are read from the database, so that the verdict is on what is
 * there now.
 */
export function ownDocuments(deps: {
  assertions: Pick<AssertionService, 'credential'>
  formats: Pick<CredentialFormats, 'jwt' | 'baked'>
  statusLists: Pick<StatusListService, 'current'>
  endorsements: Pick<EndorsementReading, 'statement'>
  findHosted: FindHosted
  /** What a link leads to that a learner shares. */
  findShared: FindShared
  publicUrl: string
}): ReadOwn {
  const { assertions, formats, statusLists, endorsements, findHosted, publicUrl } = deps

  async function credential(name: string): Promise<Uint8Array | undefined> {
    const [publicId = '', suffix = 'json', ...more] = name.split('.')
    const document = await assertions.credential(publicId)
    if (more.length > 0 || document === undefined || document === null) return undefined
    switch (suffix) {
      case 'json':
      // The page is about the credential, and nothing else about it can be verified.
      case 'html':
        return bytesOf(document)
      case 'jwt':
        return bytesOf((await formats.jwt(publicId))?.content)
      case 'png':
      case 'svg':
        return bytesOf((await formats.baked(publicId, suffix))?.content)
    }
    return undefined
  }

  /** An Open Badges 2.0 assertion is the edition of a credential, which tells all about it. */
  async function hosted(name: string): Promise<Uint8Array | undefined> {
    const found = await findHosted(name.replace(/\.(png|svg)$/, ''))
    return bytesOf(found && JSON.stringify(found.credential))
  }

  return async (url) => {
    const { origin, pathname } = URL.parse(url) ?? {}
    if (pathname === undefined || origin !== publicUrl) return null
    const [, folder, id = '', ...rest] = pathname.split('/')
    const [more] = rest
    if (folder === 'ob2' && id === 'assertions' && more !== undefined && rest.length === 1) {
      return { bytes: await hosted(more) }
    }
    if (rest.length > 0) return { bytes: undefined }
    if (folder === 'credentials') return { bytes: await credential(id) }
    if (folder === 'shares') {
      return { bytes: bytesOf(await deps.findShared(id.replace(/\.json$/, ''))) }
    }
    if (folder === 'endorsements') return { bytes: bytesOf(await endorsements.statement(id)) }
    if (folder === 'status-lists' && UUID.test(id)) {
      return { bytes: bytesOf(await statusLists.current(id)) }
    }
    return { bytes: undefined }
  }
}

function bytesOf(content: string | Buffer | undefined): Uint8Array | undefined {
  return typeof content === 'string' ? Buffer.from(content) : content
}
