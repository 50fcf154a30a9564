import type { Words } from './words.ts'

export const cy: Words = {
  greeting: 'Helo,',
  'award-notice': ({ badgeName, issuerName, credentialUrl }) => ({
    subject: `Mae gennych chi fathodyn newydd: ${badgeName}`,
    before: [`Mae ${issuerName} wedi dyfarnu’r bathodyn “${badgeName}” i chi. Da iawn chi!`],
    link: { words: 'Gweld eich bathodyn', url: credentialUrl },
    after: [
      'Gall unrhyw un sydd â’r ddolen hon weld y bathodyn. Chi sy’n dewis ei rannu neu ei gadw i chi’ch hun.',
      'Os nad i chi yr oedd y neges hon, gallwch ei hanwybyddu.',
    ],
  }),
  'address-verification': ({ code, minutes, url }) => ({
    subject: 'Ai eich cyfeiriad e-bost chi yw hwn?',
    before: ['I ddangos mai eich cyfeiriad chi yw hwn, teipiwch y cod yma lle gofynnwyd amdano:'],
    code,
    ...(url !== undefined && { link: { words: 'Neu agorwch y dudalen hon', url } }),
    after: [
      `Mae’n gweithio am ${minutes} munud. Fydd neb ohonom ni byth yn gofyn i chi amdano.`,
      'Os nad chi ofynnodd amdano, gallwch anwybyddu’r neges hon.',
    ],
  }),
  'claim-link': ({ badgeName, issuerName, url }) => ({
    subject: `Mae bathodyn yn aros amdanoch chi: ${badgeName}`,
    before: [`Mae gan ${issuerName} fathodyn i chi: “${badgeName}”.`],
    link: { words: 'Hawlio eich bathodyn', url },
    after: [
      'I chi yn unig y mae’r ddolen hon: peidiwch â’i rhannu.',
      'Os nad i chi yr oedd y neges hon, gallwch ei hanwybyddu.',
    ],
  }),
  'record-claim': ({ code, minutes, url }) => ({
    subject: 'Hawlio eich bathodynnau',
    before: ['Mae bathodynnau wedi’u dyfarnu i’r cyfeiriad hwn. Teipiwch y cod yma i’w hawlio:'],
    code,
    ...(url !== undefined && { link: { words: 'Neu agorwch y dudalen hon', url } }),
    after: [
      `Mae’n gweithio am ${minutes} munud. Fydd neb ohonom ni byth yn gofyn i chi amdano.`,
      'Os nad chi ofynnodd amdano, gallwch anwybyddu’r neges hon.',
    ],
  }),
  'guardian-request': ({ code, days, wording, shownName }) => ({
    subject: 'Gofynnir am eich caniatâd',
    before: [
      'Mae person ifanc yn gofyn am eich caniatâd, fel rhiant neu warcheidwad, i’r canlynol:',
      wording,
      ...(shownName === undefined ? [] : [`Yr enw a fyddai’n cael ei ddangos: ${shownName}`]),
      'Os ydych yn cytuno, rhowch y cod hwn iddynt, neu i’r rhai sy’n gofalu am eu bathodynnau. Os nad ydych, cadwch ef i chi’ch hun.',
    ],
    code,
    after: [
      `Mae’n gweithio am ${days} diwrnod. Gallwch dynnu’ch caniatâd yn ôl unrhyw bryd.`,
      'Os nad ydych yn gwybod am beth mae hyn, gallwch anwybyddu’r neges hon.',
    ],
  }),
}
