export {
  type CardRules,
  cardRules,
  failedSchemes,
  NO_CARD_RULES,
  sameAuthority,
} from './rules.ts'
export { CHECK_SCHEMES, type CheckScheme, checks } from './schemes.ts'
