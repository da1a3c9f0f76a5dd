import { maxMembers, notFound, refuse, type UserId } from '@messenger/proto';
import type { Of } from './commands.ts';
import type { Decision } from './decide.ts';
import { groupFull, inGroup, mayManage, notContacts } from './group.ts';
import type { ChatState } from './state.ts';

/** Refused: as `mayManage` says; `not_contacts`; `group_full`. */
export function addMembers(chat: ChatState, { by, userIds, facts }: Of<'AddMembers'>): Decision {
  const refusal = mayManage(chat, by);
  if (refusal) return refusal;
  const joining = [...new Set(userIds)].filter((id) => !chat.members.has(id));
  if (joining.length === 0) return undefined;
  if (!facts?.strangers || joining.some((id) => facts.strangers!.includes(id))) return notContacts();
  if (chat.members.size + joining.length > maxMembers) return groupFull();
  return { type: 'MembersAdded', v: 1, data: { members: joining.map((userId) => ({ userId, role: 'member' })) } };
}

/** Refused: as `mayManage` says; `not_found` where there is no such member; `forbidden` for the owner. */
export function removeMember(chat: ChatState, { by, userId }: Of<'RemoveMember'>): Decision {
  if (userId === by) return leave(chat, by);
  const refusal = mayManage(chat, by);
  if (refusal) return refusal;
  const role = chat.members.get(userId);
  if (!role) return notFound();
  if (role === 'owner') return refuse('forbidden', 'Nobody can remove the owner.');
  return { type: 'MemberRemoved', v: 1, data: { userId } };
}

/**
 * Refused: as `mayManage` says; `not_found` where there is no such member; `forbidden` to an admin who would make an
 * owner or unmake one; `conflict` to an owner who would be none without handing the group over.
 */
export function changeRole(chat: ChatState, { by, userId, role }: Of<'ChangeRole'>): Decision {
  const refusal = mayManage(chat, by);
  if (refusal) return refusal;
  const now = chat.members.get(userId);
  if (!now) return notFound();
  if (now === role) return undefined;
  const isOwner = chat.members.get(by) === 'owner';
  if (role === 'owner' && !isOwner) return refuse('forbidden', 'Only the owner can hand the group over.');
  if (now === 'owner') return refuse(isOwner ? 'conflict' : 'forbidden', 'Hand the group over to someone else first.');
  return { type: 'MemberRoleChanged', v: 1, data: { userId, role } };
}

/** When the owner leaves, the longest-standing admin follows, else the longest-standing member (R15). */
export function leave(chat: ChatState, by: UserId): Decision {
  const refusal = inGroup(chat, by);
  if (refusal) return refusal;
  const staying = [...chat.members].filter(([userId]) => userId !== by);
  const successor = staying.find(([, role]) => role === 'admin') ?? staying[0];
  const newOwnerId = chat.members.get(by) === 'owner' ? (successor?.[0] ?? null) : null;
  return { type: 'MemberLeft', v: 1, data: { newOwnerId, closed: staying.length === 0 } };
}
