import type { Words } from './words.ts'

export const fr: Words = {
  greeting: 'Bonjour,',
  'award-notice': ({ badgeName, issuerName, credentialUrl }) => ({
    subject: `Vous avez un nouveau badge : ${badgeName}`,
    before: [`${issuerName} vous a décerné le badge « ${badgeName} ». Bravo !`],
    link: { words: 'Voir votre badge', url: credentialUrl },
    after: [
      'Toute personne qui a ce lien peut voir le badge. À vous de le partager ou de le garder pour vous.',
      'Si ce message ne vous était pas destiné, vous pouvez l’ignorer.',
    ],
  }),
  'address-verification': ({ code, minutes, url }) => ({
    subject: 'Cette adresse e-mail est-elle la vôtre ?',
    before: [
      'Pour montrer que cette adresse est la vôtre, saisissez ce code là où il vous a été demandé :',
    ],
    code,
    ...(url !== undefined && { link: { words: 'Ou ouvrez cette page', url } }),
    after: [
      `Il est valable ${minutes} minutes. Personne de chez nous ne vous le demandera jamais.`,
      'Si vous n’avez rien demandé, vous pouvez ignorer ce message.',
    ],
  }),
  'claim-link': ({ badgeName, issuerName, url }) => ({
    subject: `Un badge vous attend : ${badgeName}`,
    before: [`${issuerName} a un badge pour vous : « ${badgeName} ».`],
    link: { words: 'Obtenir votre badge', url },
    after: [
      'Ce lien est pour vous seul(e) : merci de ne pas le transmettre.',
      'Si ce message ne vous était pas destiné, vous pouvez l’ignorer.',
    ],
  }),
  'record-claim': ({ code, minutes, url }) => ({
    subject: 'Récupérez vos badges',
    before: [
      'Des badges ont été décernés à cette adresse. Saisissez ce code pour qu’ils soient à vous :',
    ],
    code,
    ...(url !== undefined && { link: { words: 'Ou ouvrez cette page', url } }),
    after: [
      `Il est valable ${minutes} minutes. Personne de chez nous ne vous le demandera jamais.`,
      'Si vous n’avez rien demandé, vous pouvez ignorer ce message.',
    ],
  }),
  'guardian-request': ({ code, days, wording, shownName }) => ({
    subject: 'Votre accord est demandé',
    before: [
      'Une jeune personne vous demande, en tant que parent ou tuteur, votre accord pour ce qui suit :',
      wording,
      ...(shownName === undefined ? [] : [`Le nom qui serait affiché : ${shownName}`]),
      'Si vous êtes d’accord, donnez-lui ce code, ou à ceux qui s’occupent de ses badges. Sinon, gardez-le pour vous.',
    ],
    code,
    after: [
      `Il est valable ${days} jours. Vous pouvez retirer votre accord à tout moment.`,
      'Si vous ne savez pas de quoi il s’agit, vous pouvez ignorer ce message.',
    ],
  }),
}
