import {
  createItemService,
  createNetworkPlaceService,
  createNetworkService,
  type ItemService,
  type NetworkPlaceService,
  type NetworkService,
} from '../networks/index.ts'
import type { Foundation } from './foundation.ts'
import type { Issuers } from './issuers.ts'
import type { Pathways } from './pathways.ts'

/** Networks of places, and what they share. */
export type Networks = {
  networks: NetworkService
  networkPlaces: NetworkPlaceService
  networkItems: ItemService
}

export function createNetworks(
  { database, now, publicUrl }: Foundation,
  { badgeClasses }: Issuers,
  { pathways }: Pathways,
): Networks {
  return {
    networks: createNetworkService({ database, now }),
    networkPlaces: createNetworkPlaceService({ database, now }),
    networkItems: createItemService({ database, badgeClasses, pathways, publicUrl, now }),
  }
}
