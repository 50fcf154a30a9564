import type { Words } from './words.ts'

export const de: Words = {
  greeting: 'Hallo,',
  'award-notice': ({ badgeName, issuerName, credentialUrl }) => ({
    subject: `Du hast ein neues Abzeichen: ${badgeName}`,
    before: [`${issuerName} hat dir das Abzeichen „${badgeName}“ verliehen. Gut gemacht!`],
    link: { words: 'Dein Abzeichen ansehen', url: credentialUrl },
    after: [
      'Wer diesen Link hat, kann das Abzeichen sehen. Du entscheidest, ob du ihn weitergibst.',
      'Wenn diese Nachricht nicht für dich bestimmt war, beachte sie einfach nicht.',
    ],
  }),
  'address-verification': ({ code, minutes, url }) => ({
    subject: 'Ist das deine E-Mail-Adresse?',
    before: [
      'Gib diesen Code dort ein, wo danach gefragt wird, um zu zeigen, dass die Adresse dir gehört:',
    ],
    code,
    ...(url !== undefined && { link: { words: 'Oder öffne diese Seite', url } }),
    after: [
      `Er gilt ${minutes} Minuten lang. Niemand von uns wird dich je danach fragen.`,
      'Wenn du nicht danach gefragt hast, beachte diese Nachricht einfach nicht.',
    ],
  }),
  'claim-link': ({ badgeName, issuerName, url }) => ({
    subject: `Ein Abzeichen wartet auf dich: ${badgeName}`,
    before: [`${issuerName} hat ein Abzeichen für dich: „${badgeName}“.`],
    link: { words: 'Dein Abzeichen holen', url },
    after: [
      'Der Link ist nur für dich: bitte gib ihn nicht weiter.',
      'Wenn diese Nachricht nicht für dich bestimmt war, beachte sie einfach nicht.',
    ],
  }),
  'record-claim': ({ code, minutes, url }) => ({
    subject: 'Hol dir deine Abzeichen',
    before: [
      'An diese Adresse wurden Abzeichen verliehen. Gib diesen Code ein, damit sie dir gehören:',
    ],
    code,
    ...(url !== undefined && { link: { words: 'Oder öffne diese Seite', url } }),
    after: [
      `Er gilt ${minutes} Minuten lang. Niemand von uns wird dich je danach fragen.`,
      'Wenn du nicht danach gefragt hast, beachte diese Nachricht einfach nicht.',
    ],
  }),
  'guardian-request': ({ code, days, wording, shownName }) => ({
    subject: 'Ihre Einwilligung wird erbeten',
    before: [
      'Ein junger Mensch bittet Sie als Elternteil oder Sorgeberechtigte um Einwilligung in Folgendes:',
      wording,
      ...(shownName === undefined ? [] : [`Der Name, der gezeigt würde: ${shownName}`]),
      'Wenn Sie einverstanden sind, geben Sie ihm diesen Code oder denen, die seine Abzeichen betreuen. Wenn nicht, behalten Sie ihn für sich.',
    ],
    code,
    after: [
      `Er gilt ${days} Tage lang. Sie können Ihre Einwilligung jederzeit zurücknehmen.`,
      'Wenn Sie nicht wissen, worum es geht, beachten Sie diese Nachricht einfach nicht.',
    ],
  }),
}
