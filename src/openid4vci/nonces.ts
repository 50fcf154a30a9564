import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Vault } from '../vault.ts'

const LASTS_SECONDS = 300

/** Nonces for key proofs, which tell by themselves that they are ours and how long they are good for. */
export type Nonces = { next(): string; isGood(nonce: string): boolean }

export function createNonces(vault: Vault, now: () => Date): Nonces {
  const sealOf = (text: string) => vault.keyedHash('openid4vci-nonce', text)
  return {
    next() {
      const end = Math.floor(now().getTime() / 1000) + LASTS_SECONDS
      const text = `${end}.${randomBytes(16).toString('base64url')}`
      return `${text}.${sealOf(text).toString('base64url')}`
    },
    isGood(nonce) {
      const [end = '', random = '', seal = ''] = nonce.split('.')
      const given = Buffer.from(seal, 'base64url')
      const right = sealOf(`${end}.${random}`)
      return (
        given.length === right.length &&
        timingSafeEqual(given, right) &&
        Number(end) * 1000 > now().getTime()
      )
    },
  }
}
