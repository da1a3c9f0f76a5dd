import {
  type ChatEventOf,
  invalidField,
  maxMembers,
  nameFlaw,
  notFound,
  type Refusal,
  type Role,
  refuse,
  type UserId,
} from '@messenger/proto';
import type { Of } from './commands.ts';
import type { Decision } from './decide.ts';
import type { ChatState } from './state.ts';

/**
 * Refused: `not_found` where another chat has the id; `validation_failed` for a blank name, or nobody besides oneself;
 * `group_full`; `not_contacts`.
 */
export function createGroup(chat: ChatState, { by, name, slug, memberIds, facts }: Of<'CreateGroup'>): Decision {
  if (chat.kind) return notFound();
  const refusal = flawOfName(name);
  if (refusal) return refusal;
  const others = [...new Set(memberIds)].filter((id) => id !== by);
  if (others.length === 0) {
    const flaw = 'must name someone besides yourself';
    return invalidField('/memberIds', flaw, `A group ${flaw}.`);
  }
  if (others.length + 1 > maxMembers) return groupFull();
  if (!facts?.strangers || facts.strangers.length > 0) return notContacts();
  const members = [
    { userId: by, role: 'owner' as Role },
    ...others.map((userId) => ({ userId, role: 'member' as Role })),
  ];
  const details = { name, slug: slug ?? null, avatar: facts?.avatar ?? null };
  return { type: 'ChatCreated', v: 1, data: { kind: 'group', ...details, members } };
}

/** Refused: as `mayManage` says; `validation_failed` for a blank name. Whether a slug is free is asked before. */
export function updateChat(chat: ChatState, { by, name, slug, avatarId, facts }: Of<'UpdateChat'>): Decision {
  const refusal = mayManage(chat, by) ?? (name === undefined || name === chat.name ? undefined : flawOfName(name));
  if (refusal) return refusal;
  const data: ChatEventOf<'ChatUpdated'>['data'] = {};
  if (name !== undefined && name !== chat.name) data.name = name;
  if (slug !== undefined && slug !== chat.slug) data.slug = slug;
  if (avatarId !== undefined && avatarId !== (chat.avatar?.id ?? null)) data.avatar = facts?.avatar ?? null;
  return Object.keys(data).length > 0 ? { type: 'ChatUpdated', v: 1, data } : undefined;
}

/** Refused: as `inGroup` says; `forbidden` to whom is not its owner. */
export function deleteChat(chat: ChatState, { by }: Of<'DeleteChat'>): Decision {
  const refusal = inGroup(chat, by);
  if (refusal) return refusal;
  if (chat.members.get(by) !== 'owner') return refuse('forbidden', 'Only the owner can delete the group.');
  return { type: 'ChatDeleted', v: 1, data: {} };
}

/**
 * Why someone cannot do what only a member of a group can: `not_found` to whom is no member, `conflict` in a direct
 * chat; undefined if nothing is in the way.
 */
export function inGroup(chat: ChatState, by: UserId): Refusal | undefined {
  if (!chat.members.has(by)) return notFound();
  return chat.kind === 'group' ? undefined : refuse('conflict', 'This is a direct chat.');
}

/** Owner and admins manage a group: as `inGroup` says, and `forbidden` to any other member. */
export function mayManage(chat: ChatState, by: UserId): Refusal | undefined {
  const refusal = inGroup(chat, by);
  if (refusal) return refusal;
  if (chat.members.get(by) === 'member') return refuse('forbidden', 'Only the owner and admins can do that.');
  return undefined;
}

export const groupFull = (): Refusal => refuse('group_full', `A group has at most ${maxMembers} members.`);
export const notContacts = (): Refusal => refuse('not_contacts', 'You can only add your contacts.');

function flawOfName(name: string): Refusal | undefined {
  const flaw = nameFlaw(name);
  return flaw === undefined ? undefined : invalidField('/name', flaw, `The name ${flaw}.`);
}
