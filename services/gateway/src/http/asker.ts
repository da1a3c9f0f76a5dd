import { type Bus, callRaw, type RawAnswer } from '@messenger/messaging';
import { covers, type Endpoint, encodeCursor, isRefusal, mergeCursors, type RequestOf } from '@messenger/proto';
import type { FastifyRequest } from 'fastify';
import type { Hub } from '../live/hub.ts';
import { onBehalfOf } from './answers.ts';
import { contextOf } from './request-context.ts';

/** Asks the read model on the caller's behalf. */
export type Asker = <E extends Endpoint>(
  request: FastifyRequest,
  query: E,
  asked: Omit<RequestOf<E>, 'by' | 'minPosition'>,
) => Promise<RawAnswer>;

/**
 * Asks as of what the caller has seen over HTTP. A push may have told them of more: what is not there as of then is asked
 * for once more, as of all that this gateway has pushed. So nobody waits for that who finds what they ask for.
 */
export function asker(bus: Bus, hub: Pick<Hub, 'positions'>): Asker {
  return async (request, query, asked) => {
    const ask = (behalf: { by: string; minPosition?: string }) =>
      callRaw(bus, query, { ...asked, ...behalf } as unknown as RequestOf<typeof query>, contextOf(request));
    const behalf = onBehalfOf(request);
    const answer = await ask(behalf);
    const isMissing = isRefusal(answer) && answer.code === 'not_found';
    if (!isMissing || covers(request.position, hub.positions)) return answer;
    return ask({ ...behalf, minPosition: encodeCursor(mergeCursors(request.position, hub.positions)) });
  };
}
