import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import type { Teardown } from '../support/service.ts'

/** What arrived at a receiver. */
export type Received = {
  /** `webhook-id`. */
  id: string
  body: { type: string; timestamp: string; data: { subjectIds: string[] } }
  /** Whether it was signed with a secret, by the library of the Standard Webhooks. */
  signedWith(secret: string): boolean
}

export type Receiver = {
  url: string
  received: Received[]
  /** What it answers from now on. */
  answer(how: (response: ServerResponse, request: IncomingMessage) => void): void
}

export const status = (code: number, headers: Record<string, string> = {}) => {
  return (response: ServerResponse) => void response.writeHead(code, headers).end('ok')
}

/** A receiver of webhooks on loopback, which answers 204 unless it is told otherwise. */
export async function startReceiver(t: Teardown): Promise<Receiver> {
  let how: Parameters<Receiver['answer']>[0] = status(204)
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const payload = await text(request)
    received.push({
      id: String(request.headers['webhook-id']),
      body: JSON.parse(payload),
      signedWith(secret) {
        try {
          new Webhook(secret).verify(payload, request.headers as Record<string, string>)
          return true
        } catch {
          return false
        }
      },
    })
    how(response, request)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=of-its-owner`,
    received,
    answer(next) {
      how = next
    },
  }
}
