import { type GeneratedBadge, isObject, type JsonObject, valuesOf } from '../credentials/index.ts'

/**
 * What a credential says of its picture: the URL of its badge's image, and what stands on a drawn
 * badge where there is none. Only the signed document is asked, so that the answer never changes.
 */
export function pictureOf(credential: JsonObject): {
  image: string | undefined
  drawn: GeneratedBadge
} {
  const achievement = ofFirst(credential.credentialSubject, 'achievement')
  const issuer = credential.issuer
  const layer = valuesOf(member(achievement, 'alignment')).find(
    (one) => isObject(one) && one.targetType === 'ext:Layer',
  )
  const image = member(achievement, 'image')
  return {
    image: string(isObject(image) ? image.id : image),
    drawn: {
      name: string(member(achievement, 'name')) ?? '',
      issuerName: string(member(issuer, 'name')) ?? '',
      layer: string(member(layer, 'targetName')),
      colourSeed: string(member(issuer, 'id')) ?? '',
    },
  }
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}

function ofFirst(value: unknown, name: string): unknown {
  return member(valuesOf(value)[0], name)
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
