/** The five issuers of Tidewater, a harbour region that exists nowhere. */
export const issuers = {
  library: {
    name: 'Harbour Library',
    url: 'https://library.example.org',
    description: 'The public library of the harbour town, with four branches and a bus.',
  },
  museum: {
    name: 'Museum of the Sea',
    url: 'https://museum.example.org',
    description: 'Boats, charts and the stories of those who used them.',
  },
  college: {
    name: 'Tidewater College',
    url: 'https://college.example.org',
    description: 'Further education in engineering, care and digital work.',
  },
  shipyard: {
    name: 'Brightwater Shipyard',
    url: 'https://shipyard.example.org',
    description: 'Builds and repairs ferries; the largest employer of the region.',
  },
  compass: {
    name: 'Compass Youth',
    url: 'https://compass.example.org',
    description: 'A charity run with and for young people between 11 and 25.',
  },
} as const

/** What a badge class is in the demo; `stories` are how learners earned it. */
type BadgeClass = {
  issuer: keyof typeof issuers
  name: string
  layer: 'Engage' | 'Participate' | 'Demonstrate' | 'Lead'
  description: string
  criteria: string
  tags: readonly string[]
  stories: readonly string[]
}

export const badgeClasses = {
  'story-explorer': {
    issuer: 'library',
    name: 'Story Explorer',
    layer: 'Engage',
    description: 'Found stories in places where they had not looked before.',
    criteria:
      'Visit **three branches** or the library bus, and bring back one story from each: read, heard or watched.',
    tags: ['reading', 'storytelling'],
    stories: [
      'Collected a sailor’s tale, a comic and a radio play.',
      'Read on the bus, at the pier branch and in the reading garden.',
    ],
  },
  'podcast-producer': {
    issuer: 'library',
    name: 'Podcast Producer',
    layer: 'Demonstrate',
    description: 'Recorded, edited and published a podcast episode about the harbour.',
    criteria:
      'Publish an episode of at least **five minutes** with one interview and clean sound. A librarian listens to it with you.',
    tags: ['audio', 'storytelling'],
    stories: [
      'Interviewed three dockers and cut the episode alone.',
      'Told how the night ferry is loaded, with sounds recorded on board.',
    ],
  },
  'reading-group-host': {
    issuer: 'library',
    name: 'Reading Group Host',
    layer: 'Lead',
    description: 'Ran a reading group for others.',
    criteria: 'Choose a book with the group and lead **four meetings**; everybody gets to speak.',
    tags: ['reading', 'leadership'],
    stories: ['Led a group of nine through a graphic novel.'],
  },
  'museum-night': {
    issuer: 'museum',
    name: 'Night at the Museum',
    layer: 'Engage',
    description: 'Saw the museum after dark.',
    criteria: 'Come to a night opening and take part in at least **two stations**.',
    tags: ['heritage'],
    stories: ['Sounded the foghorn and drew a chart by lamplight.', 'Stayed until the last bell.'],
  },
  'object-detective': {
    issuer: 'museum',
    name: 'Object Detective',
    layer: 'Participate',
    description: 'Worked out, with a team, what an unlabelled object once was.',
    criteria:
      'Join a team of up to five, examine one object from the store, and agree on a label that the curators accept.',
    tags: ['heritage', 'research', 'teamwork'],
    stories: [
      'The team showed that the “weight” was a net sinker from 1890.',
      'Compared the wood with three wrecks and found the right one.',
    ],
  },
  'young-curator': {
    issuer: 'museum',
    name: 'Young Curator',
    layer: 'Demonstrate',
    description: 'Curated a showcase that the public saw.',
    criteria:
      'Choose **five objects**, write their labels, and explain the choice to the curators and to visitors on the opening day.',
    tags: ['heritage', 'writing'],
    stories: ['A showcase on lighthouse keepers’ children.'],
  },
  'marine-taster': {
    issuer: 'college',
    name: 'Marine Engineering Taster',
    layer: 'Engage',
    description: 'Spent a day in the engineering workshops.',
    criteria: 'Attend the whole taster day and try both the **engine hall** and the simulator.',
    tags: ['engineering'],
    stories: ['Took a pump apart and put it together again.', 'Steered the ferry simulator.'],
  },
  'digital-basics': {
    issuer: 'college',
    name: 'Digital Basics',
    layer: 'Demonstrate',
    description: 'Uses a computer safely for everyday work.',
    criteria:
      'Pass the practical assessment: files and folders, a spreadsheet with a formula, e-mail, and spotting a scam.',
    tags: ['digital'],
    stories: ['Passed at the first attempt.', 'Built a budget sheet for a class trip.'],
  },
  'yard-visitor': {
    issuer: 'shipyard',
    name: 'Shipyard Visitor',
    layer: 'Engage',
    description: 'Saw how a ferry is built.',
    criteria: 'Complete the safety introduction and the guided tour of **all five halls**.',
    tags: ['engineering', 'careers'],
    stories: ['Asked the welders good questions.', 'Watched a hull being turned.'],
  },
  'work-shadow': {
    issuer: 'shipyard',
    name: 'Work Shadow Week',
    layer: 'Participate',
    description: 'Worked alongside a trade for a week.',
    criteria: 'Be there on **five days**, on time, and keep a daily log that your mentor signs.',
    tags: ['careers', 'teamwork'],
    stories: ['A week with the electricians of hall 3.', 'A week in the design office.'],
  },
  'beach-crew': {
    issuer: 'compass',
    name: 'Beach Clean Crew',
    layer: 'Participate',
    description: 'Helped to keep the coast clean.',
    criteria: 'Take part in **two beach cleans** and help to sort and count what was found.',
    tags: ['environment', 'volunteering'],
    stories: ['Counted 412 pieces of rope.', 'Brought two neighbours along.'],
  },
  'peer-mentor': {
    issuer: 'compass',
    name: 'Peer Mentor',
    layer: 'Lead',
    description: 'Stood by somebody younger through their first months.',
    criteria:
      'Complete the mentor training, then meet your mentee at least **six times** and review with a youth worker.',
    tags: ['leadership', 'wellbeing'],
    stories: ['Mentored two newcomers through the spring.'],
  },
} as const satisfies Record<string, BadgeClass>

export type BadgeKey = keyof typeof badgeClasses

export const pathways: readonly {
  name: string
  description: string
  steps: readonly BadgeKey[]
}[] = [
  {
    name: 'Storyteller of the harbour',
    description: 'From the first story found to one told in public.',
    steps: ['story-explorer', 'object-detective', 'podcast-producer', 'young-curator'],
  },
  {
    name: 'Ready for the yard',
    description: 'What the shipyard looks for in its apprentices.',
    steps: ['marine-taster', 'yard-visitor', 'digital-basics', 'work-shadow'],
  },
]

/** In which order learners come by badges; each learner went some way along one of these. */
const journeys: readonly (readonly BadgeKey[])[] = [
  ['story-explorer', 'object-detective', 'podcast-producer', 'young-curator', 'reading-group-host'],
  ['marine-taster', 'yard-visitor', 'digital-basics', 'work-shadow', 'beach-crew'],
  ['beach-crew', 'museum-night', 'peer-mentor', 'digital-basics', 'story-explorer'],
  ['museum-night', 'object-detective', 'young-curator', 'beach-crew', 'peer-mentor'],
]

const names = [
  'Amina Ben Rowan Chiara Dylan Esra Finn Grace Hassan Isla Jonas Keira Liam Maya Noor',
  'Oscar Priya Quinn Rosa Sam Tariq Una Viktor Wren Xenia Yusuf Zoe Ada Bram Celia Deniz',
  'Elin Farid Greta Hugo Ines Jakub Kofi Lena Milo',
].flatMap((line) => line.split(' '))

/** A person of the demo: how the programme knows them and which badges they earned. */
export type Learner = {
  displayName: string
  identifier: { type: 'email' | 'library-card'; value: string; authority?: string }
  badges: readonly BadgeKey[]
}

/** Forty learners: most hold a library card, the others gave an e-mail address. */
export const learners: readonly Learner[] = names.map((displayName, position) => ({
  displayName,
  identifier:
    position % 5 < 3
      ? {
          type: 'library-card',
          value: `2900 1${String(4700 + position * 37).padStart(5, '0')}`,
          authority: 'harbour-library',
        }
      : { type: 'email', value: `${displayName.toLowerCase()}@example.org` },
  badges: (journeys[position % journeys.length] ?? []).slice(0, 1 + ((position * 3 + 3) % 5)),
}))

/** The one award that was a mistake. */
export const revocation = {
  learner: 'Keira',
  badge: 'museum-night',
  reason: 'Awarded to the wrong library card.',
} as const

/** Whose credential and whose progress the demo shows. */
export const showcase = { learner: 'Hassan', badge: 'podcast-producer', pathway: 0 } as const
