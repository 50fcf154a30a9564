export { inStep, stepProblems } from './check.ts'
export { type Completion, createCompletion } from './completion.ts'
export {
  type Attendance,
  type Badge,
  createEvaluation,
  type Facts,
  type PathwayVerdict,
  type StepVerdict,
  type World,
} from './evaluate.ts'
export { type Explained, ExplainedReference, explainedSchema } from './explained.ts'
export { formProblems, type StepProblem } from './form.ts'
export { type Effort, type Program, programOf } from './least-effort.ts'
export { lastNeeded, needsOf } from './needs.ts'
export {
  type Named,
  namedBy,
  partsOf,
  partsOfSteps,
  type Replacements,
  withReplaced,
} from './parts.ts'
export {
  type Requirement,
  RequirementReference,
  RequirementSchema,
  type Step,
  StepId,
} from './requirement.ts'
