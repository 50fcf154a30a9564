import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'

type BuildSerialiser = ReturnType<typeof SerializerSelector>

/**
 * Makes the functions that write answers by their schemas, as Fastify has them made, but each when
 * the first answer of its kind is written: there are hundreds, which together took two seconds of
 * processor time before the service was ready, and memory for good.
 */
export const buildLazySerialiser: BuildSerialiser = (schemas, options) => {
  const compile = SerializerSelector()(schemas, options)
  return (route) => {
    let write: ReturnType<typeof compile> | undefined
    return (answer) => {
      write ??= compile(route)
      return write(answer)
    }
  }
}
