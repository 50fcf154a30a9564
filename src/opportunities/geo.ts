import type { FoundOpportunity } from './schema.ts'

/** Opportunities with coordinates, as a FeatureCollection of GeoJSON (RFC 7946). */
export function geoJsonOf(opportunities: readonly FoundOpportunity[]): object {
  return {
    type: 'FeatureCollection',
    features: opportunities.flatMap(({ id, coordinates, ...properties }) =>
      coordinates === null
        ? []
        : [
            {
              type: 'Feature',
              id,
              geometry: {
                type: 'Point',
                coordinates: [coordinates.longitude, coordinates.latitude],
              },
              properties,
            },
          ],
    ),
  }
}
