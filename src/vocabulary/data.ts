/** A term with its own short name. */
export type Term = { id: string; name: string; description: string }

/** What activities of a city are about. Opportunities may name others. */
export const THEMES: readonly Term[] = [
  { id: 'arts', name: 'Arts and culture', description: 'Making, performing and heritage.' },
  { id: 'business', name: 'Business and enterprise', description: 'Ideas, money and work.' },
  { id: 'community', name: 'Community', description: 'Volunteering and neighbourhoods.' },
  { id: 'digital', name: 'Digital', description: 'Coding, data, games and making with computers.' },
  { id: 'environment', name: 'Environment', description: 'Nature, climate and growing things.' },
  { id: 'health', name: 'Health and wellbeing', description: 'Body, mind and care for others.' },
  { id: 'media', name: 'Media', description: 'Film, sound, print and journalism.' },
  { id: 'science', name: 'Science and engineering', description: 'Finding out, and building.' },
  { id: 'sport', name: 'Sport', description: 'Playing, training and coaching.' },
]

/** Where pathways lead to. */
export const DESTINATIONS: readonly Term[] = [
  {
    id: 'education',
    name: 'Education',
    description: 'A course, a college, a university, an apprenticeship.',
  },
  {
    id: 'enterprise',
    name: 'Enterprise',
    description: 'A business, a social enterprise or a project of their own.',
  },
  {
    id: 'employability',
    name: 'Employability',
    description: 'A job, or what it takes to get one and to get on in it.',
  },
  {
    id: 'civic-engagement',
    name: 'Civic engagement',
    description: 'A part in the public life of the place.',
  },
]
