export { type AnswerRow, openAnswers } from './answers.ts'
export { type AwardBatches, createAwardBatches } from './compose.ts'
export { AWARD_TASK, type Lane } from './lanes.ts'
export { awardBatchRoutes } from './routes.ts'
