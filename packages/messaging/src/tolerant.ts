import { type Endpoint, type RequestOf, unavailable } from '@messenger/proto';
import type { Handler, RequestContext } from './answering.ts';

/** Makes handlers answer `unavailable` where something they need is away; anything else they throw is a fault of ours. */
export const tolerantOf =
  (isAway: (error: unknown) => boolean) =>
  <E extends Endpoint>(handler: Handler<E>): Handler<E> =>
  async (request: RequestOf<E>, context: RequestContext) => {
    try {
      return await handler(request, context);
    } catch (error) {
      if (!isAway(error)) throw error;
      context.log.warn({ err: error }, 'not available');
      return unavailable(2);
    }
  };
