import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { LAYERS, layerUrl } from '../badge-classes/index.ts'
import { DESTINATIONS, THEMES } from './data.ts'

const Layer = Type.Object({ name: Type.String(), description: Type.String(), url: Type.String() })
const Term = Type.Object({ id: Type.String(), name: Type.String(), description: Type.String() })

const Vocabulary = Type.Object(
  { layers: Type.Array(Layer), themes: Type.Array(Term), destinations: Type.Array(Term) },
  {
    examples: [
      {
        layers: LAYERS.map(({ name, description }) => ({
          name,
          description,
          url: layerUrl('https://badges.example.org', name),
        })),
        themes: THEMES,
        destinations: DESTINATIONS,
      },
    ],
  },
)

/** `GET /v1/vocabulary`: the words that a programme of Cities of Learning shares. */
export const vocabularyRoutes =
  (publicUrl: string): FastifyPluginAsyncTypebox =>
  async (app) => {
    const layers = LAYERS.map(({ name, description }) => ({
      name,
      description,
      url: layerUrl(publicUrl, name),
    }))
    app.get(
      '/v1/vocabulary',
      {
        config: { scope: 'badge-classes:read', place: true, learner: true },
        schema: {
          tags: ['Places'],
          operationId: 'getVocabulary',
          summary: 'Read the shared vocabulary',
          description:
            'Layers (how a learner was involved), themes (what activities are about) and destinations (where pathways lead).',
          response: { 200: Vocabulary },
        },
      },
      async () => ({ layers, themes: [...THEMES], destinations: [...DESTINATIONS] }),
    )
  }
