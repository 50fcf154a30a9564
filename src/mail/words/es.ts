import type { Words } from './words.ts'

export const es: Words = {
  greeting: 'Hola:',
  'award-notice': ({ badgeName, issuerName, credentialUrl }) => ({
    subject: `Tienes una insignia nueva: ${badgeName}`,
    before: [`${issuerName} te ha concedido la insignia «${badgeName}». ¡Enhorabuena!`],
    link: { words: 'Ver tu insignia', url: credentialUrl },
    after: [
      'Quien tenga este enlace puede ver la insignia. Tú decides si la compartes o te la guardas.',
      'Si este mensaje no era para ti, puedes ignorarlo.',
    ],
  }),
  'address-verification': ({ code, minutes, url }) => ({
    subject: '¿Es esta tu dirección de correo?',
    before: ['Escribe este código donde te lo han pedido, para mostrar que la dirección es tuya:'],
    code,
    ...(url !== undefined && { link: { words: 'O abre esta página', url } }),
    after: [
      `Funciona durante ${minutes} minutos. Nadie de nuestra parte te lo pedirá nunca.`,
      'Si no lo has pedido tú, puedes ignorar este mensaje.',
    ],
  }),
  'claim-link': ({ badgeName, issuerName, url }) => ({
    subject: `Te espera una insignia: ${badgeName}`,
    before: [`${issuerName} tiene una insignia para ti: «${badgeName}».`],
    link: { words: 'Reclamar tu insignia', url },
    after: [
      'El enlace es solo para ti: no lo compartas, por favor.',
      'Si este mensaje no era para ti, puedes ignorarlo.',
    ],
  }),
  'record-claim': ({ code, minutes, url }) => ({
    subject: 'Reclama tus insignias',
    before: ['Hay insignias concedidas a esta dirección. Escribe este código para que sean tuyas:'],
    code,
    ...(url !== undefined && { link: { words: 'O abre esta página', url } }),
    after: [
      `Funciona durante ${minutes} minutos. Nadie de nuestra parte te lo pedirá nunca.`,
      'Si no lo has pedido tú, puedes ignorar este mensaje.',
    ],
  }),
  'guardian-request': ({ code, days, wording, shownName }) => ({
    subject: 'Se pide su consentimiento',
    before: [
      'Una persona joven le pide su consentimiento, como madre, padre o tutor, para lo siguiente:',
      wording,
      ...(shownName === undefined ? [] : [`El nombre que se mostraría: ${shownName}`]),
      'Si está de acuerdo, dele este código a esa persona o a quien se ocupa de sus insignias. Si no, no lo comparta.',
    ],
    code,
    after: [
      `Sirve durante ${days} días. Puede retirar su consentimiento en cualquier momento.`,
      'Si no sabe de qué se trata, puede ignorar este mensaje.',
    ],
  }),
}
