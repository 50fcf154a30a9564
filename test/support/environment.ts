const { PATH, NODE_COMPILE_CACHE } = process.env

/** What a process that a test starts may know of ours: the way to programs, and what Node.js compiled before. */
export const passedOn = { PATH, ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }) }
