import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Creations, resourceRoutes } from '../http/index.ts'
import { calendarOf } from './calendar.ts'
import { geoJsonOf } from './geo.ts'
import {
  FoundOpportunity,
  NewOpportunity,
  Opportunity,
  OpportunityPatch,
  OpportunityQuery,
} from './schema.ts'
import type { OpportunityService } from './service.ts'

/** Opportunities, also as a calendar and as a map. */
export const opportunityRoutes =
  (service: OpportunityService, creations: Creations): FastifyPluginAsyncTypebox =>
  async (app) => {
    resourceRoutes(
      app,
      {
        path: '/v1/opportunities',
        names: ['Opportunity', 'Opportunities'],
        tag: 'Opportunities',
        scopes: { read: 'opportunities:read', write: 'opportunities:write' },
        schemas: {
          create: NewOpportunity,
          patch: OpportunityPatch,
          resource: Opportunity,
          entry: FoundOpportunity,
          query: OpportunityQuery,
        },
        listFormats: [
          {
            mediaType: 'text/calendar',
            suffix: '.ics',
            example: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n',
            write: calendarOf,
          },
          {
            mediaType: 'application/geo+json',
            suffix: '.geojson',
            example: '{"type":"FeatureCollection","features":[]}',
            write: (entries) => JSON.stringify(geoJsonOf(entries)),
          },
        ],
        openToPlaces: 'all',
        openToLearners: ['list', 'read'],
        words: {
          create: {
            summary: 'Create an opportunity',
            description:
              'An activity that leads to badges. Everybody who checks in is awarded its badge classes.',
          },
          list: {
            summary: 'List opportunities',
            description:
              'Oldest first, or with `near` the nearest first; for an issuer, its own and those of the places that it is in. All parts of a search have to match. Also as iCalendar (what has a date) and as GeoJSON (what has coordinates), by `Accept` or suffix; the next page is then in `Link`.',
          },
          read: { summary: 'Read an opportunity', description: 'With when and where it is.' },
          update: {
            summary: 'Change an opportunity',
            description:
              'By the issuer that runs it. JSON merge patch. What was awarded for it stays.',
          },
          archive: {
            summary: 'Archive an opportunity',
            description:
              'It leaves the lists, and nobody can check in any more. `PATCH {"archived": false}` brings it back.',
          },
        },
      },
      service,
      creations,
    )
  }
