/** Whether a credential was withdrawn: status lists of three kinds. */
export { checkStatus } from './check-status.ts'
