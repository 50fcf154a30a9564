/** The public URL of an image; its suffix tells others what it is. */
export function imageUrl(publicUrl: string, image: { id: string; mediaType: string }): string {
  return `${publicUrl}/images/${image.id}.${image.mediaType === 'image/png' ? 'png' : 'svg'}`
}

/** The URL under which the badge of a badge class without an image is published: as a PNG. */
export function generatedImageUrl(publicUrl: string, id: string): string {
  return `${publicUrl}/images/${id}.png`
}

/** The id of an image that is published at an URL of ours; null for any other URL. */
export function ownImageId(publicUrl: string, url: string): string | null {
  if (!url.startsWith(`${publicUrl}/images/`)) return null
  return /^([0-9a-f]{64})(?:\.(?:png|svg))?$/.exec(url.slice(publicUrl.length + 8))?.[1] ?? null
}
