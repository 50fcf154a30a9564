/** Where each kind of Open Badges 2.0 document is served; its URL is also its id. */
export type HostedUrls = {
  assertion(publicId: string): string
  badgeClass(versionId: string): string
  issuer(id: string): string
  /** What the URL of every assertion begins with. */
  assertions: string
}

/**
 * Where a service publishes what it has in Open Badges 2.0. Each address is the `id` of its document.
 *
 * @param publicUrl - origin of the service, without a slash at the end
 */
export function hostedUrls(publicUrl: string): HostedUrls {
  const assertions = `${publicUrl}/ob2/assertions/`
  return {
    assertions,
    assertion: (publicId) => `${assertions}${publicId}`,
    badgeClass: (versionId) => `${publicUrl}/ob2/badge-classes/${versionId}`,
    issuer: (id) => `${publicUrl}/ob2/issuers/${id}`,
  }
}
