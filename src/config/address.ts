import { type Static, Type } from 'typebox'
import { ConfigError } from './error.ts'

/** Where the service listens, and what it is called. */
export const AddressVariables = Type.Object({
  HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'Address to listen on.' }),
  PORT: Type.Integer({
    default: 3000,
    minimum: 0,
    maximum: 65535,
    description: 'Port to listen on; 0 picks a free one.',
  }),
  PUBLIC_URL: Type.Optional(
    Type.String({
      description:
        'Origin under which the world reaches the service, such as https://badges.example.org. Stands in every credential, so it is stored at the first start and cannot change. Default: http://HOST:PORT.',
    }),
  ),
  TRUST_PROXY: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 10,
    description:
      "How many reverse proxies stand in front: the caller's address is the one that the outermost of them saw, from X-Forwarded-For. 0 believes no such header.",
  }),
})

export type AddressConfig = {
  host: string
  port: number
  /** Origin without a trailing slash, or undefined when the operator named none. */
  publicUrl: string | undefined
  /** Number of reverse proxies in front. */
  trustProxy: number
}

export function readAddress(values: Static<typeof AddressVariables>): AddressConfig {
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL === undefined ? undefined : checkOrigin(values.PUBLIC_URL),
    trustProxy: values.TRUST_PROXY,
  }
}

function checkOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const bare =
    url !== undefined &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    `${url.origin}/` === url.href
  if (!bare) {
    throw new ConfigError(
      'PUBLIC_URL must be an http or https origin such as https://badges.example.org, without a path, a query or credentials.',
    )
  }
  return url.origin
}
