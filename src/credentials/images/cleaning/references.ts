const functions = new Set(
  `rgb rgba hsl hsla hwb lab lch oklab oklch color matrix translate translatex translatey rotate
   scale scalex scaley skewx skewy calc min max clamp blur drop-shadow opacity brightness contrast
   grayscale saturate`.split(/\s+/),
)

const ownReference = /url\(\s*(["']?)#([^"'()\s\\]+)\1\s*\)/gi

/**
 * Whether CSS, or an attribute that holds some, reaches nothing outside of its document: no at-rules
 * (`@import`, `@font-face`), no escapes (which hide names), no functions but known ones, and each
 * `url()` a fragment.
 */
export function isOwnCss(css: string): boolean {
  if (/[\\@<]/.test(css)) return false
  const rest = css.replace(ownReference, ' ')
  for (let at = rest.indexOf('('); at >= 0; at = rest.indexOf('(', at + 1)) {
    // Looking back a little, and not ahead from each letter, keeps this linear in hostile text.
    const name = /([\w-]*)\s*$/.exec(rest.slice(Math.max(0, at - 40), at))?.[1] ?? ''
    if (!functions.has(name.toLowerCase())) return false
  }
  return !/javascript:|expression/i.test(rest)
}

/** The ids that CSS refers to with `url(#...)`. */
export function referencesInCss(css: string): string[] {
  return [...css.matchAll(ownReference)].map((match) => match[2] ?? '')
}

const rasterData = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/

/** Whether a link reaches nothing outside: a fragment, or for an image a raster image in place. */
export function isOwnHref(element: string, href: string): boolean {
  const text = href.trim()
  return /^#[^\s"'()\\]*$/.test(text) || (element === 'image' && rasterData.test(text))
}

/**
 * What the rules of a style sheet refer to with `url(#...)`: ids by selector, `.class` or `#id`; null
 * when one of these rules has another kind of selector, so that nobody could count what it draws.
 */
export function referringRules(css: string): Map<string, string[]> | null {
  const rules = new Map<string, string[]>()
  const withoutComments = css.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, ' ')
  for (const block of withoutComments.split('}')) {
    const references = referencesInCss(block)
    if (references.length === 0) continue
    for (const untrimmed of block.slice(0, block.indexOf('{')).split(',')) {
      const selector = untrimmed.trim()
      if (!/^[.#][\w-]+$/.test(selector)) return null
      const all = rules.get(selector) ?? []
      for (const reference of references) all.push(reference)
      rules.set(selector, all)
    }
  }
  return rules
}
