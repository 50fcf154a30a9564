import type { MailKind, MailValues } from '../message.ts'

/** A message in words: plain sentences, of which the templates make text and HTML. */
export type Said = {
  subject: string
  /** Before the code or the link. */
  before: string[]
  /** What the reader is to press. */
  link?: { words: string; url: string }
  /** What the reader is to type. */
  code?: string
  after: string[]
}

/** All that is said in one language. */
export type Words = { greeting: string } & {
  [Kind in MailKind]: (values: MailValues[Kind]) => Said
}
