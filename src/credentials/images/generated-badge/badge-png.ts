/**
 * Draws an SVG that we made ourselves as a PNG (never one of a stranger: it is not bounded).
 *
 * @param options.width Of the PNG in pixels; 512 when left out.
 * @param options.fontFiles Paths of the font files (TTF or OTF) for the text. The fonts of the machine
 *   are not looked at, so that the same SVG and fonts give the same bytes; without any font there is
 *   no text.
 *
 * Rejects when the SVG cannot be drawn, or the rasteriser has no build for this platform.
 */
export async function drawnAsPng(
  svg: string,
  options: { width?: number; fontFiles: string[] },
): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js')
  const image = await renderAsync(svg, {
    fitTo: { mode: 'width', value: options.width ?? 512 },
    font: { loadSystemFonts: false, fontFiles: options.fontFiles },
  })
  return image.asPng()
}
