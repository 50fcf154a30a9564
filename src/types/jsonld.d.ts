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
    toRDF(document: object, options: Options): Promise<object[]>
  }
  export default jsonld
}
