import { Counter, Gauge, type Registry } from 'prom-client'
import type { ForeignDocumentCounts } from '../foreign-documents/index.ts'
import type { VisitCounts } from '../outbound/index.ts'

/** What has come of fetching from strangers so far. */
export type ForeignCounts = {
  documents(): Readonly<ForeignDocumentCounts & { entries: number; bytes: number }>
  visits(): Readonly<VisitCounts>
}

/** Lets a register tell how strangers' documents were come by, and how their servers answered. */
export function countForeignDocuments(register: Registry, counts: ForeignCounts): void {
  const registers = [register]
  new Counter({
    name: 'waymark_foreign_documents_total',
    help: 'Documents of others that verification needed: kept, renewed, fetched, or joined a fetch.',
    labelNames: ['how'],
    registers,
    collect() {
      this.reset()
      const { kept, renewed, fetched, joined } = counts.documents()
      for (const [how, count] of Object.entries({ kept, renewed, fetched, joined })) {
        this.inc({ how }, count)
      }
    },
  })
  new Gauge({
    name: 'waymark_foreign_documents_bytes',
    help: 'What the kept documents of others take.',
    registers,
    collect() {
      this.set(counts.documents().bytes)
    },
  })
  new Counter({
    name: 'waymark_outbound_requests_total',
    help: 'What was fetched from strangers: answered, failed, or spared since their server was silent lately.',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset()
      for (const [outcome, count] of Object.entries(counts.visits())) this.inc({ outcome }, count)
    },
  })
}
