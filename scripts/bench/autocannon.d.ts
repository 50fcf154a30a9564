/** The part of autocannon that the benchmarks use. */
declare module 'autocannon' {
  type Request = {
    method: string
    path: string
    headers: Record<string, string>
    body?: string
  }
  type Result = {
    /** Seconds. */
    duration: number
    /** Connections that failed, time-outs included. */
    errors: number
    '2xx': number
    '3xx': number
    non2xx: number
    /** Milliseconds. */
    latency: { p50: number; p99: number }
  }
  /** Sends requests on so many connections, each the next when it has its answer. */
  export default function autocannon(options: {
    url: string
    connections: number
    /** Seconds. */
    duration: number
    requests: (Omit<Request, 'path'> & { setupRequest(request: Request): Request })[]
  }): Promise<Result>
}
