import { stat } from 'node:fs/promises'
import { type Account, lastLine, runCommand } from './command.ts'
import { EmbeddedPostgresError, errorText } from './errors.ts'

const NAME = 'postgres'

/**
 * The account that PostgreSQL runs under. PostgreSQL refuses to run as root, so root hands over
 * to whoever owns the cluster already, else to the system user `postgres`, which is made when it
 * is missing. Everybody else runs it as themselves (undefined).
 *
 * @param cluster path of the cluster, which need not exist yet
 * @throws EmbeddedPostgresError when root has no such user and cannot make one
 */
export async function serverAccount(cluster: string): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(cluster).catch(() => undefined)
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return (await lookUp()) ?? (await create())
}

async function lookUp(): Promise<Account> {
  const [uid, gid] = await Promise.all([idOf('-u'), idOf('-g')])
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
}

async function idOf(which: '-u' | '-g'): Promise<number | undefined> {
  const { code, output } = await asRoot('id', [which, NAME])
  return code === 0 ? Number.parseInt(output, 10) : undefined
}

async function create(): Promise<Account> {
  // groupadd fails when the group alone exists already: only the user decides.
  await asRoot('groupadd', ['--system', NAME])
  const { output } = await asRoot('useradd', [
    ...['--system', '--gid', NAME, '--no-create-home', '--home-dir', '/nonexistent'],
    ...['--shell', '/usr/sbin/nologin', NAME],
  ])
  const account = await lookUp()
  if (account !== undefined) return account
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root and the system user ${NAME} could not be made (${lastLine(output)}): make it, start the service as another user, or set DATABASE_URL.`,
  )
}

function asRoot(file: string, args: string[]) {
  return runCommand(file, args, { account: undefined, cwd: '/' }).catch((error: unknown) => ({
    code: null,
    output: errorText(error),
  }))
}
