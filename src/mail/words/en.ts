import type { Words } from './words.ts'

export const en: Words = {
  greeting: 'Hello,',
  'award-notice': ({ badgeName, issuerName, credentialUrl }) => ({
    subject: `You have a new badge: ${badgeName}`,
    before: [`${issuerName} has awarded you the badge “${badgeName}”. Well done!`],
    link: { words: 'See your badge', url: credentialUrl },
    after: [
      'Whoever has this link can see the badge. It is yours to share, or to keep to yourself.',
      'If this was not meant for you, you can ignore this message.',
    ],
  }),
  'address-verification': ({ code, minutes, url }) => ({
    subject: 'Is this your e-mail address?',
    before: ['Type this code where you were asked for it, to show that this address is yours:'],
    code,
    ...(url !== undefined && { link: { words: 'Or open this page', url } }),
    after: [
      `It works for ${minutes} minutes. Nobody from us will ever ask you for it.`,
      'If it was not you who asked for it, you can ignore this message.',
    ],
  }),
  'claim-link': ({ badgeName, issuerName, url }) => ({
    subject: `A badge is waiting for you: ${badgeName}`,
    before: [`${issuerName} has a badge for you: “${badgeName}”.`],
    link: { words: 'Claim your badge', url },
    after: [
      'The link is meant for you alone: please do not pass it on.',
      'If this was not meant for you, you can ignore this message.',
    ],
  }),
  'record-claim': ({ code, minutes, url }) => ({
    subject: 'Claim your badges',
    before: [
      'There are badges that were awarded to this address. Type this code to make them yours:',
    ],
    code,
    ...(url !== undefined && { link: { words: 'Or open this page', url } }),
    after: [
      `It works for ${minutes} minutes. Nobody from us will ever ask you for it.`,
      'If it was not you who asked for it, you can ignore this message.',
    ],
  }),
  'guardian-request': ({ code, days, wording, shownName }) => ({
    subject: 'Your consent is asked for',
    before: [
      'A young person asks for your consent, as their parent or guardian, to the following:',
      wording,
      ...(shownName === undefined ? [] : [`The name that would be shown: ${shownName}`]),
      'If you agree, give this code to them, or to whoever looks after their badges. If you do not agree, keep it to yourself.',
    ],
    code,
    after: [
      `It works for ${days} days. You can take your consent back at any time.`,
      'If you do not know what this is about, you can ignore this message.',
    ],
  }),
}
