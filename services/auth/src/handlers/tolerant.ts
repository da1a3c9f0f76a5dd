import type { Handler, RequestContext } from '@messenger/messaging';
import { type Endpoint, type RequestOf, unavailable } from '@messenger/proto';
import { isUnavailable } from '../unavailable.ts';

/** The handler, answering `unavailable` where Postgres or NATS are away; anything else it throws is a fault of ours. */
export function tolerant<E extends Endpoint>(handler: Handler<E>): Handler<E> {
  return async (request: RequestOf<E>, context: RequestContext) => {
    try {
      return await handler(request, context);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      context.log.warn({ err: error }, 'not available');
      return unavailable(2);
    }
  };
}
