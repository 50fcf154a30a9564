import type { LearnerPart } from '../learners/index.ts'
import type { Vault } from '../vault.ts'
import { takeOut } from './in-step.ts'

/**
 * What reports keep about a learner is what the awards say, counted: it follows them by itself, but for
 * an erasure, after which nothing of the learner is to be found any more.
 */
export const reportsPart = (vault: Vault): LearnerPart => ({
  name: 'reports',
  async *documents() {},
  move: async () => null,
  moveBack: async () => undefined,
  erase: (tx, learnerId) => takeOut(tx, vault, learnerId),
})
