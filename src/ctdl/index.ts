export { type CtdlProblem, type ReadPathway, readCtdl } from './read.ts'
export { CONTEXT, type CtdlDocument, type Node } from './vocabulary.ts'
export { type PathwayContent, writeCtdl } from './write.ts'
