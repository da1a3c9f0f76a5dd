import { httpRefusal, invalidField, notFound, type Refusal, Refused, refuse, unavailable } from '@messenger/proto';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Answers a refusal with its status and, where it says when to come back, `Retry-After`. */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const answer = httpRefusal(refusal, request.id);
  return reply.code(answer.status).headers(answer.headers).send(answer.body);
}

/** The one error handler: whatever went wrong, nothing of the inside goes out. */
export function handleError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error);
  if (refusal.code === 'internal') request.log.error({ err: error, requestId: request.id }, 'request failed');
  return sendRefusal(request, reply, refusal);
}

/** What an error of a handler or of Fastify itself means to the caller. */
function refusalOf(error: FastifyError | Error): Refusal {
  if (error instanceof Refused) return error.refusal;
  const { statusCode = 500, code = '' } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError) {
    return invalidField('/', 'must be JSON', 'The body is not valid JSON.');
  }
  if (statusCode === 404) return notFound();
  if (statusCode === 413) return refuse('too_large', 'This is too large.');
  if (statusCode === 415) return refuse('unsupported_media', 'Send JSON with the content type application/json.');
  if (statusCode === 503) return unavailable();
  if (statusCode >= 400 && statusCode < 500) return refuse('validation_failed', 'The request is not valid.');
  return refuse('internal', 'Something went wrong.');
}
