/**
 * What we use of the package pkcs11js 2. No dependency names it, since it is compiled when it is
 * installed, which not every machine can do: an operator who has a token installs it.
 */
export type Pkcs11Package = { PKCS11: new () => Pkcs11 }

/** Of a slot, a session or an object. */
export type Handle = Buffer
export type Attribute = { type: number; value?: number | boolean | string | Buffer }
type Mechanism = { mechanism: number }

/** The functions of a PKCS#11 library, by their names in the standard. */
export type Pkcs11 = {
  load(path: string): void
  C_Initialize(options: { flags: number }): void
  C_GetSlotList(tokenPresent: boolean): Handle[]
  C_GetTokenInfo(slot: Handle): { label: string }
  C_OpenSession(slot: Handle, flags: number): Handle
  C_CloseSession(session: Handle): void
  C_Login(session: Handle, userType: number, pin: string): void
  C_GenerateKeyPairAsync(
    session: Handle,
    mechanism: Mechanism,
    publicKey: Attribute[],
    privateKey: Attribute[],
  ): Promise<{ publicKey: Handle; privateKey: Handle }>
  C_CreateObject(session: Handle, template: Attribute[]): Handle
  C_GetAttributeValue(
    session: Handle,
    object: Handle,
    template: Attribute[],
  ): { type: number; value: Buffer }[]
  C_FindObjectsInit(session: Handle, template: Attribute[]): void
  C_FindObjects(session: Handle, count: number): Handle[]
  C_FindObjectsFinal(session: Handle): void
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void
  C_SignAsync(session: Handle, data: Buffer, signature: Buffer): Promise<Buffer>
}
