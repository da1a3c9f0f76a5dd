import type { RequestContext } from '@messenger/messaging';
import { isRefusal, type Refusal, type SendMessage, type Sent } from '@messenger/proto';
import type { Deps } from './deps.ts';
import { execute } from './execute.ts';

/** Sends a message: answered when it is in the log. The same id by the same sender again answers the same. */
export async function sendMessage(deps: Deps, command: SendMessage, context: RequestContext): Promise<Sent | Refusal> {
  const outcome = await execute(deps, command, context);
  if (isRefusal(outcome)) return outcome;
  const { happened } = outcome;
  if (!happened) throw new Error('a message that was sent is not remembered');
  return { messageId: happened.id, version: happened.version, ordinal: happened.ordinal, sentAt: happened.at };
}
