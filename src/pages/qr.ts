import { renderSVG } from 'uqr'
import { svgDataUrl } from './picture.ts'

/** The QR code of an address, as the address of a picture. */
export function qrCode(url: string): string {
  return svgDataUrl(renderSVG(url, { ecc: 'M', border: 4 }))
}
