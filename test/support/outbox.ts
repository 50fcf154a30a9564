import { openVault } from '../../src/master-key/index.ts'
import type { Service } from './service.ts'

/** What the last mail to an address says, as it waits in the outbox. */
export async function lastMail(
  { database }: Service,
  address: string,
): Promise<{ values: Record<string, string>; language: string }> {
  const vault = await openVault(database, Buffer.alloc(32, 7))
  const { rows } = await database.queries.$client.query<{ sealed: Buffer }>(
    'select sealed_content as sealed from mail_messages where address_index = $1 order by id desc limit 1',
    [vault.keyedHash('mail-address', address)],
  )
  const [row] = rows
  if (row === undefined) throw new Error('There is no mail.')
  return JSON.parse(vault.open(row.sealed, 'mail-content').toString())
}

/** The code of the last mail to an address. */
export async function lastCode(service: Service, address: string): Promise<string> {
  return (await lastMail(service, address)).values.code as string
}
