import { CREDENTIALS_V2, OPEN_BADGES_V3 } from '../credentials/index.ts'

/** How a credential can be had, by the ids under which wallets ask for it. */
export const CONFIGURATIONS = {
  OpenBadgeCredential_ldp_vc: 'ldp_vc',
  OpenBadgeCredential_jwt_vc_json: 'jwt_vc_json',
} as const

export type Configuration = keyof typeof CONFIGURATIONS

/** What key proofs may be signed with. */
export const PROOF_ALGORITHMS = ['ES256', 'ES384', 'EdDSA']

export const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'

/** Credential Issuer Metadata (OpenID4VCI 1.0, section 12.2). */
export function issuerMetadata(publicUrl: string): object {
  const shared = {
    cryptographic_binding_methods_supported: ['jwk', 'did:key', 'did:jwk'],
    proof_types_supported: { jwt: { proof_signing_alg_values_supported: PROOF_ALGORITHMS } },
    credential_metadata: { display: [{ name: 'Open Badge', locale: 'en' }] },
  }
  const type = ['VerifiableCredential', 'OpenBadgeCredential']
  return {
    credential_issuer: publicUrl,
    credential_endpoint: `${publicUrl}/openid4vci/credential`,
    nonce_endpoint: `${publicUrl}/openid4vci/nonce`,
    display: [{ name: new URL(publicUrl).host, locale: 'en' }],
    credential_configurations_supported: {
      OpenBadgeCredential_ldp_vc: {
        format: 'ldp_vc',
        credential_signing_alg_values_supported: ['eddsa-rdfc-2022'],
        credential_definition: { '@context': [CREDENTIALS_V2, OPEN_BADGES_V3], type },
        ...shared,
      },
      OpenBadgeCredential_jwt_vc_json: {
        format: 'jwt_vc_json',
        credential_signing_alg_values_supported: ['ES256', 'RS256'],
        credential_definition: { type },
        ...shared,
      },
    },
  }
}

/** Authorization Server Metadata (RFC 8414; OpenID4VCI 1.0, section 12.3). */
export function authorizationMetadata(publicUrl: string): object {
  return {
    issuer: publicUrl,
    token_endpoint: `${publicUrl}/openid4vci/token`,
    grant_types_supported: [PRE_AUTHORIZED],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ['none'],
    'pre-authorized_grant_anonymous_access_supported': true,
  }
}

/** Credential Offer (OpenID4VCI 1.0, section 4.1.1). */
export function offerDocument(
  publicUrl: string,
  offer: { code: string; hasTxCode: boolean },
): object {
  const txCode = {
    input_mode: 'numeric',
    length: 6,
    description: 'The six digits shown beside the code.',
  }
  return {
    credential_issuer: publicUrl,
    credential_configuration_ids: Object.keys(CONFIGURATIONS),
    grants: {
      [PRE_AUTHORIZED]: {
        'pre-authorized_code': offer.code,
        ...(offer.hasTxCode && { tx_code: txCode }),
      },
    },
  }
}
