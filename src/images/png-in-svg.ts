/** An SVG that shows a PNG and nothing else, the PNG inside of it. */
export function pngInSvg(png: Uint8Array, size: { width: number; height: number }): Uint8Array {
  const { width, height } = size
  const data = Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString('base64')
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><image width="${width}" height="${height}" href="data:image/png;base64,${data}"/></svg>`,
  )
}
