import { pairId } from '@messenger/kit';
import type { RequestContext } from '@messenger/messaging';
import {
  type ContactCommand,
  type ContactReply,
  directoryStream,
  invalidField,
  isRefusal,
  notFound,
  type Refusal,
} from '@messenger/proto';
import type { PreparedContactCommand } from '../domain/contact/decide.ts';
import { type PairState, standingFor } from '../domain/contact/state.ts';
import { cardOf } from '../domain/user/state.ts';
import type { Deps } from './deps.ts';
import { eventHeaders, show } from './position.ts';
import { settleDirect } from './settle-direct.ts';

/** Serves the four commands of a contact pair. Their direct chat follows before the answer. */
export async function contactCommand(
  deps: Deps,
  command: ContactCommand,
  context: RequestContext,
): Promise<ContactReply | Refusal> {
  if ('userId' in command && command.userId === command.by) {
    return invalidField('/userId', 'is yourself', 'That is you.');
  }
  const id = 'pairId' in command ? command.pairId : pairId(command.by, command.userId);
  const outcome = await deps.contacts.execute(id, command, {
    headers: eventHeaders(context),
    prepare: ({ state }) => prepare(deps, command, state),
  });
  if (isRefusal(outcome)) return outcome;
  show(context, deps.events, directoryStream, outcome.seq);
  const other = otherOf(outcome.state, command.by);
  if (!other) return notFound();
  if (command.type !== 'DeclineContact') {
    // Also when the command had happened before: the first try may have died between the two appends.
    const unsettled = await settleDirect(deps, [command.by, other], command.by, context);
    if (unsettled) return unsettled;
  }
  return { pairId: id, userId: other, standing: standingFor(outcome.state, command.by) };
}

async function prepare(
  deps: Deps,
  command: ContactCommand,
  pair: PairState,
): Promise<PreparedContactCommand | Refusal> {
  const userId = 'userId' in command ? command.userId : otherOf(pair, command.by);
  if (userId === undefined) return command;
  const [me, other] = await Promise.all([deps.users.read(command.by), deps.users.read(userId)]);
  return me.state && other.state
    ? { ...command, cards: { me: cardOf(me.state), other: cardOf(other.state) } }
    : notFound();
}

function otherOf(pair: PairState, by: string): string | undefined {
  const ids = [pair.requester?.id, pair.recipient?.id];
  return ids.includes(by) ? ids.find((id) => id !== by) : undefined;
}
