import { call, type RequestContext } from '@messenger/messaging';
import {
  type ChatCommand,
  type ClaimRequest,
  claimAttachments,
  type Id,
  isRefusal,
  type Refusal,
  type UserId,
} from '@messenger/proto';
import type { Facts } from '../domain/chat/commands.ts';
import type { Deps } from './deps.ts';

/** What media has given to a command; such facts stay as they are. */
export type Claimed = Pick<Facts, 'attachments' | 'avatar'>;

/** Media looks into its records: it answers within this, or not at all. */
const timeoutMs = 2_000;

/** What a command names that must be claimed before it is in the log; undefined: nothing. */
export function wantedBy(command: ChatCommand): ClaimRequest | undefined {
  const { by, chatId, commandId: messageId } = command;
  if (command.type === 'SendMessage' && command.attachmentIds?.length) {
    return { by, ids: command.attachmentIds, for: { kind: 'message', chatId, messageId } };
  }
  return 'avatarId' in command && command.avatarId ? avatarClaim(by, command.avatarId) : undefined;
}

export const avatarClaim = (by: UserId, id: Id): ClaimRequest => ({ by, ids: [id], for: { kind: 'avatar' } });

/** Claims images in media, by compare-and-set to the message: the same claim again is answered the same. */
export async function claim(
  { bus }: Pick<Deps, 'bus'>,
  wanted: ClaimRequest,
  { requestId, traceparent }: RequestContext,
): Promise<Claimed | Refusal> {
  const answer = await call(bus, claimAttachments, wanted, { requestId, traceparent, timeoutMs });
  if (isRefusal(answer)) return answer;
  const { attachments } = answer.value;
  const [first] = attachments;
  if (wanted.for.kind === 'message') return { attachments };
  return first ? { avatar: { id: first.id, placeholder: first.placeholder } } : {};
}
