export { MAIL_KINDS, type MailKind, type MailMessage, type MailValues } from './message.ts'
export { type Bounce, createMail, type Mail } from './service.ts'
