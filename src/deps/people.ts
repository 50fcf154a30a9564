import { type ApiKeyService, createApiKeyService } from '../api-keys/index.ts'
import type { Authenticate } from '../http/index.ts'
import {
  createLearnerTokenService,
  isLearnerToken,
  type LearnerTokenService,
} from '../learner-tokens/index.ts'
import { createLearnerService, type LearnerService } from '../learners/index.ts'
import { createMail, type Mail } from '../mail/index.ts'
import type { Foundation } from './foundation.ts'

/** Learners, and whoever calls: how they are known and written to. */
export type People = {
  apiKeys: ApiKeyService
  learners: LearnerService
  learnerTokens: LearnerTokenService
  mail: Mail
}

export function createPeople({ config, database, vault, log, now }: Foundation): People {
  const learners = createLearnerService({ database, vault, now })
  return {
    apiKeys: createApiKeyService({
      queries: database.queries,
      now,
      adminApiKey: config.adminApiKey,
    }),
    learners,
    learnerTokens: createLearnerTokenService({ database, learners, now }),
    mail: createMail({
      database,
      vault,
      now,
      log,
      settings: config.mail,
      retentionDays: config.eventsRetentionDays,
      language: config.mailLanguage,
    }),
  }
}

/** Finds the caller behind an API key or a learner's token. */
export function authenticating({ apiKeys, learnerTokens }: People): Authenticate {
  return (presented) =>
    isLearnerToken(presented)
      ? learnerTokens.authenticate(presented)
      : apiKeys.authenticate(presented)
}
