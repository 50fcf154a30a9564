/** What stands on a card besides the badge. */
export type SheetWords = { instructions: string; until: (day: Date) => string }

const day = (language: string, moment: Date) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(moment)

const LANGUAGES: Record<string, SheetWords> = {
  en: {
    instructions: 'Scan this, or type the code at the address below, and the badge is yours.',
    until: (moment) => `until ${day('en-GB', moment)}`,
  },
  cy: {
    instructions: 'Sganiwch hwn, neu teipiwch y cod yn y cyfeiriad isod i hawlio’r bathodyn.',
    until: (moment) => `tan ${day('cy', moment)}`,
  },
  fr: {
    instructions:
      'Scannez ceci, ou saisissez le code à l’adresse ci-dessous : le badge est à vous.',
    until: (moment) => `jusqu’au ${day('fr', moment)}`,
  },
  es: {
    instructions: 'Escanea esto o escribe el código en la dirección de abajo: la insignia es tuya.',
    until: (moment) => `hasta el ${day('es', moment)}`,
  },
  de: {
    instructions:
      'Scanne dies oder gib den Code unter der Adresse unten ein: das Abzeichen ist deins.',
    until: (moment) => `bis ${day('de', moment)}`,
  },
}

/** The words for cards, in the language asked for where there are some, else in English. */
export function sheetWordsFor(tag: string): { language: string; words: SheetWords } {
  const language = tag.toLowerCase().split('-')[0] ?? 'en'
  const words = LANGUAGES[language]
  return words === undefined
    ? { language: 'en', words: LANGUAGES.en as SheetWords }
    : { language, words }
}
