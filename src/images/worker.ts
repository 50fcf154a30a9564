// The thread in which images of strangers are read: see workshop.ts.

import { serve } from '../threads/index.ts'
import { inspectImage, unbakeImage } from './inspect.ts'
import type { Job } from './workshop.ts'

serve<Job, unknown>(({ task, image }: Job) =>
  task === 'inspect' ? inspectImage(image) : unbakeImage(image),
)
