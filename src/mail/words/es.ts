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
}
