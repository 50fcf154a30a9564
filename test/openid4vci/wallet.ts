import { createHash, randomBytes } from 'node:crypto'
import { Openid4vciClient, setGlobalConfig } from '@openid4vc/openid4vci'
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'

// The service of a test listens on plain http.
setGlobalConfig({ allowInsecureUrls: true })

export type Configuration = 'OpenBadgeCredential_ldp_vc' | 'OpenBadgeCredential_jwt_vc_json'

/** A wallet that somebody else's library makes, with a key of its own. */
export async function makeWallet(alg: 'ES256' | 'EdDSA' = 'ES256', as: 'jwk' | 'did:jwk' = 'jwk') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const publicJwk = { ...(await exportJWK(publicKey)), alg } as JWK & { kty: string }
  const did = `did:jwk:${Buffer.from(JSON.stringify(publicJwk)).toString('base64url')}`
  const client = new Openid4vciClient({
    callbacks: {
      hash: (data, name) => createHash(name.replace('-', '')).update(data).digest(),
      generateRandom: (length) => randomBytes(length),
      signJwt: async (_signer, { header, payload }) => ({
        jwt: await new SignJWT(payload as JWTPayload)
          .setProtectedHeader(header as { alg: string })
          .sign(privateKey),
        signerJwk: publicJwk,
      }),
      // A wallet that nobody has registered.
      clientAuthentication: () => undefined,
    },
  })
  const signer =
    as === 'jwk'
      ? { method: 'jwk' as const, alg, publicJwk }
      : { method: 'did' as const, alg, didUrl: `${did}#0` }

  /** Reads an offer and exchanges its code. */
  async function redeem(offerUrl: string, txCode?: string) {
    const credentialOffer = await client.resolveCredentialOffer(offerUrl)
    const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer)
    const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
      credentialOffer,
      issuerMetadata,
      ...(txCode !== undefined && { txCode }),
    })
    return { issuerMetadata, accessToken: accessTokenResponse.access_token, credentialOffer }
  }

  return {
    redeem,
    /** Takes a credential all the way into the wallet. */
    async take(offerUrl: string, wanted: Configuration, txCode?: string) {
      const { issuerMetadata, accessToken } = await redeem(offerUrl, txCode)
      const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata })
      const credentialConfigurationId = wanted
      const asked = { issuerMetadata, credentialConfigurationId }
      const { jwt } = await client.createCredentialRequestJwtProof({ ...asked, nonce, signer })
      const proofs = { jwt: [jwt] }
      const answer = await client.retrieveCredentials({ ...asked, accessToken, proofs })
      const [first] = answer.credentialResponse.credentials as { credential: unknown }[]
      return { credential: first?.credential, accessToken, jwt }
    },
    /** A key proof with any claims. */
    proof: (claims: object, header: object = {}) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg, typ: 'openid4vci-proof+jwt', jwk: publicJwk, ...header })
        .setIssuedAt()
        .sign(privateKey),
  }
}
