declare module 'jsonld' {
  type Options = {
    documentLoader?: (url: string) => Promise<unknown>
    base?: string | null
    safe?: boolean
    [option: string]: unknown
  }
  const jsonld: {
    expand(document: object, options: Options): Promise<Record<string, unknown>[]>
    canonize(document: object, options: Options): Promise<string>
    toRDF<T = object>(document: object, options: Options): Promise<T[]>
  }
  export default jsonld
}

declare module 'rdf-canonize' {
  export function canonize(statements: object[], options: object): Promise<string>
}

declare module 'jsonld/lib/ContextResolver.js' {
  export default class ContextResolver {
    constructor(options: { sharedCache: Map<string, unknown> })
    resolve(input: object): Promise<{ getProcessed(active: object): unknown }[]>
  }
}
