import type { RequestContext } from '@messenger/messaging';
import { type ChatCommand, type Done, isRefusal, type Refusal } from '@messenger/proto';
import type { Deps } from './deps.ts';
import { type Check, execute } from './execute.ts';
import { withSlug } from './with-slug.ts';

type Changing = Exclude<ChatCommand, { type: 'SendMessage' | 'CreateDirect' | 'CreateGroup' }>;

/** Everything that changes a chat, its members or its messages: answered when it is in the log. */
export async function changeChat(deps: Deps, command: Changing, context: RequestContext): Promise<Done | Refusal> {
  const work = (check?: Check) => execute(deps, command, context, check);
  const slug = await slugThatMayGo(deps, command);
  const outcome = command.type === 'UpdateChat' ? await withSlug(deps, command, work) : await work();
  if (isRefusal(outcome)) return outcome;
  const held = slug !== null && outcome.state.closed ? await deps.slugs.held(slug, command.chatId) : undefined;
  if (held) await deps.slugs.release(held);
  return { chatId: command.chatId, version: outcome.happened?.version ?? outcome.version };
}

/** A group that ends gives its slug back. */
async function slugThatMayGo({ chats }: Deps, { type, chatId }: Changing): Promise<string | null> {
  const mayEnd = type === 'DeleteChat' || type === 'LeaveChat' || type === 'RemoveMember';
  return mayEnd ? (await chats.read(chatId)).state.slug : null;
}
