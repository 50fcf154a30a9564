import type { FastifyError, FastifyInstance } from 'fastify'
import { preferredType, problemOf, sendProblem } from '../http/index.ts'
import { sendPage } from './routes.ts'
import type { Pages, ProblemSubject } from './service.ts'

/**
 * Makes the problems of an application's routes pages where a browser asks; others get the
 * problem document.
 *
 * @param about what is not there, in the words of the page
 */
export function installProblemPages(
  app: FastifyInstance,
  pages: Pages,
  about: ProblemSubject = 'credential',
): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error, request)
    const wanted = preferredType(request, ['application/problem+json', 'text/html'])
    reply.header('vary', 'Accept')
    if (wanted !== 'text/html') return sendProblem(reply, problem)
    return sendPage(reply.headers(problem.headers), pages.problemPage(problem, about))
  })
}
