/** Why an image is not taken: a code for programs. */
export type ImageProblemCode =
  | 'not-an-image'
  | 'too-large'
  | 'truncated'
  | 'bad-checksum'
  | 'malformed'
  | 'too-complex'
  | 'too-much-text'
  | 'bad-dimensions'
  | 'document-type'
  | 'unsupported-encoding'
  | 'trailing-data'
  | 'unsafe'
  | 'no-credential'
  | 'several-credentials'
  | 'not-a-credential'

/** Something wrong with an image or with what is baked into it: `detail` is a sentence for people. */
export type ImageProblem = { problem: ImageProblemCode; detail: string }

/** An {@link ImageProblem}. */
export function imageProblem(problem: ImageProblemCode, detail: string): ImageProblem {
  return { problem, detail }
}

/** Whether an answer is a problem and not what was asked for. */
export function isImageProblem(value: object): value is ImageProblem {
  return 'problem' in value
}
