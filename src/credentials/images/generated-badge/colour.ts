/** A colour as red, green and blue, each from 0 to 255. */
export type Colour = readonly [number, number, number]

export const WHITE: Colour = [255, 255, 255]

/** A colour as `#rrggbb`. */
export function hex(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** The colour of a hue in degrees, saturation and lightness from 0 to 1 (CSS Color 4, section 7). */
export function fromHsl(hue: number, saturation: number, lightness: number): Colour {
  const reach = saturation * Math.min(lightness, 1 - lightness)
  const part = (offset: number) => {
    const at = (offset + hue / 30) % 12
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1))))
  }
  return [part(0), part(8), part(4)]
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio). */
export function contrast(one: Colour, other: Colour): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/**
 * The lightest colour of a hue on which white text has at least the given contrast; every hue has
 * one, since the way ends at black.
 */
export function behindWhite(hue: number, saturation: number, leastContrast: number): Colour {
  for (let percent = 60; percent > 0; percent -= 1) {
    const colour = fromHsl(hue, saturation, percent / 100)
    if (contrast(colour, WHITE) >= leastContrast) return colour
  }
  return [0, 0, 0]
}
