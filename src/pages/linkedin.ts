/**
 * The address at which LinkedIn offers to add a certification to the reader's profile, filled in.
 *
 * @param certificate.url where the credential is shown
 * @param certificate.id how it is told apart
 */
export function linkedInUrl(certificate: {
  name: string
  organisation: string
  issued: Date | undefined
  expires: Date | undefined
  url: string
  id: string
}): string {
  const { name, organisation, issued, expires, url, id } = certificate
  const month = (prefix: string, time: Date | undefined): [string, string][] =>
    time === undefined
      ? []
      : [
          [`${prefix}Year`, String(time.getUTCFullYear())],
          [`${prefix}Month`, String(time.getUTCMonth() + 1)],
        ]
  const query = new URLSearchParams([
    ['startTask', 'CERTIFICATION_NAME'],
    ['name', name],
    ['organizationName', organisation],
    ...month('issue', issued),
    ...month('expiration', expires),
    ['certUrl', url],
    ['certId', id],
  ])
  return `https://www.linkedin.com/profile/add?${query}`
}
