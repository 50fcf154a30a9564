export { createWithdrawals, type Withdrawals } from './withdrawals.ts'
