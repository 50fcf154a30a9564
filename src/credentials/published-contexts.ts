import type { DigestOf } from './digest.ts'

/**
 * The published files of contexts that are bundled: what is bundled is their content, of which the
 * digest of a file cannot be made. One that was published anew, with the same definitions, has several.
 */
const published: Record<string, Record<string, string>[]> = {
  'https://www.w3.org/ns/credentials/v2': [
    {
      sha256: 'WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=',
      sha384: 'l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU',
      sha512:
        'XVVFK9Lc+KKfWikEc+skKxxft31OaPGgqoe6pNuiaUhS1l7GPUisBKmdlW+fcVO5QG+E0tBMdIabAsI5odgTBQ==',
    },
    {
      sha256: 'JKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k=',
      sha384: 'NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg',
      sha512:
        'yxM236hnDYDQM0SzsMwl+vTUUgGCPDXzm7Gv5an5EfYV/07IDsXy+J4z0U6Wvsi+eOON81uRjJzV87NEm9bIjw==',
    },
  ],
  'https://w3id.org/security/data-integrity/v2': [
    {
      sha256: 'Z/IebjOmwU5cz9L8eGX3R0+3GgSvfpQTbLOZ36yK6PQ=',
      sha384: 'DuLXYmcX+LB81Em1JdXitx/icgn8meUwieAWndKUTXk/7qRSb8YLucyhzZZRI5H2',
      sha512:
        'Oc16mkBHt0uFJGQP41Yz6B6ChtFL27fnfQ4I2FCwDWo1sBhdXeNcR5uu2yOheYnZ9iislVMf3XnAxaD2Mtn6lQ==',
    },
  ],
  'https://w3id.org/security/multikey/v1': [
    {
      sha256: 'uiwYLeLZL35HGEvMqPzwvq7m05hsUnv2ZMGVu8fFhZc=',
      sha384: 'D6UWQdEvuMcBsuapSSVW8l0yu0r4SpbxGAjwpiO5ckNN0YqPHxhlvGjY7gRsTlo+',
      sha512:
        'En0TOOp/cC10XtW/aQDtqKrEQZ2lRjGB/KAsJ+BQhRBufT7s6eoOFWvP9cP5nurTl3hcRTvFeffdVJapkeELXw==',
    },
  ],
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json': [
    {
      sha256: '7y+px4RtziM8wWa0NjkCcni+TuRPALsdRcdd4t0M12E=',
      sha384: 'yFn2wAoeABPuecHlzHVmtt+mwolxxGzhqzIhzfuitsbYbmMOVn0DwMeAvC+a1Rek',
      sha512:
        '77ErJ79hQCyiUeOVYmMQ3Ao9sHak1+Spvb75/vlnZV2bK8c7k+EuqCSMKDkE9NcAcGxzqa1iUv/G65B9l8cLdg==',
    },
  ],
}

/** The digests of the files at the URL of a bundled context; undefined where they are not known. */
export function publishedContextDigests(url: string): DigestOf[] | undefined {
  return Object.hasOwn(published, url)
    ? published[url]?.map((one) => (name) => Buffer.from(one[name] ?? '', 'base64'))
    : undefined
}
