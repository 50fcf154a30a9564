import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { examplesOf, Problem, preferredType } from '../http/index.ts'

const TYPES = ['application/json', 'text/csv', 'image/svg+xml']

/** The response of a report in all its forms. */
export function inForms<S extends TSchema>(schema: S, description: string, csv: string) {
  return {
    description,
    content: {
      'application/json': { schema, example: examplesOf(schema)[0] },
      'text/csv': { schema: Type.String(), example: csv },
      'image/svg+xml': {
        schema: Type.String(),
        example: '<svg xmlns="http://www.w3.org/2000/svg">...</svg>',
      },
    },
  }
}

/** @throws Problem 406 when a caller wants none of the forms */
export function wantedForm(request: FastifyRequest): string {
  const type = preferredType(request, TYPES)
  if (type === undefined) {
    throw new Problem('not-acceptable', `Offered are: ${TYPES.join(', ')}.`)
  }
  return type
}

/** Answers with a report in the form that is wanted. */
export function sendInForm<R>(
  reply: FastifyReply,
  type: string,
  report: R,
  forms: { csv: (report: R) => string; chart: (report: R) => string },
): R {
  reply.header('vary', 'Accept')
  if (type === 'application/json') return report
  reply.type(`${type}; charset=utf-8`)
  reply.serializer((text: string) => text)
  if (type === 'text/csv') return reply.send(forms.csv(report)) as never
  reply.header('content-security-policy', "default-src 'none'; sandbox")
  return reply.send(forms.chart(report)) as never
}
