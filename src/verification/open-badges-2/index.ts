/** Badges of Open Badges 2.0 and before, hosted and signed, by whomever they were issued. */
export { isOpenBadge2, isOpenBadge2Jws } from './recognise.ts'
export { type PresentedBadge, verifyOpenBadge2 } from './verify.ts'
