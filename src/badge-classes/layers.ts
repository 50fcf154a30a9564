export const LAYER_NAMES = ['Engage', 'Participate', 'Demonstrate', 'Lead'] as const

export type LayerName = (typeof LAYER_NAMES)[number]

/**
 * The layers of the badging standard: kinds of experience, not levels. A badge class names at
 * most one; a credential publishes it as an alignment whose target is served under `/layers/`.
 */
export const LAYERS: readonly { name: LayerName; description: string }[] = [
  {
    name: 'Engage',
    description: 'The learner met something new: they came, looked, listened and tried.',
  },
  {
    name: 'Participate',
    description: 'The learner took an active part in an activity with others.',
  },
  {
    name: 'Demonstrate',
    description: 'The learner showed a skill or knowledge that was checked against criteria.',
  },
  {
    name: 'Lead',
    description: 'The learner took responsibility: led, organised or taught others.',
  },
]

/** The public URL of a layer. */
export function layerUrl(publicUrl: string, name: LayerName): string {
  return `${publicUrl}/layers/${name.toLowerCase()}`
}
