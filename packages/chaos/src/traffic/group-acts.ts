import type { Chat } from '@messenger/proto';
import type { ActionKind } from '../schedule/actions.ts';
import { type Act, type Actor, pick, pickChat } from './act.ts';

type GroupKind = Extract<ActionKind, 'add-member' | 'remove-member' | 'role' | 'rename' | 'leave' | 'create-group'>;

const mayManage = ({ kind, me, closed }: Chat) => kind === 'group' && me.role !== 'member' && !closed;

/** A group that the user may manage, and who is in it. */
async function managed(actor: Actor, die: number): Promise<{ chatId: string; members: string[] } | undefined> {
  const chat = pickChat(actor, die, mayManage);
  if (!chat) return undefined;
  await actor.engine.actions.loadMembers(chat.id);
  const members = actor.engine.state.chat(chat.id)?.members;
  return members && { chatId: chat.id, members: members.map(({ userId }) => userId) };
}

/** What is done in and with groups. */
export const groupActs: Record<GroupKind, Act> = {
  async 'add-member'(actor, [a, b]) {
    const group = await managed(actor, a);
    if (!group) return;
    const contacts = new Set(actor.engine.state.contacts().map(({ user }) => user.id));
    const others = actor.town.poolOf(group.chatId).filter((id) => contacts.has(id) && !group.members.includes(id));
    const one = pick(others, b);
    if (one) await actor.engine.actions.addMembers(group.chatId, [one]);
  },
  async 'remove-member'(actor, [a, b]) {
    const group = await managed(actor, a);
    const one = group && pick(group.members.filter((userId) => userId !== actor.me).sort(), b);
    if (group && one) await actor.engine.actions.removeMember(group.chatId, one);
  },
  async role(actor, [a, b, c]) {
    const group = await managed(actor, a);
    const one = group && pick(group.members.filter((userId) => userId !== actor.me).sort(), b);
    const role = pick(['admin', 'member', 'admin', 'owner'] as const, c)!;
    if (group && one) await actor.engine.actions.setRole(group.chatId, one, role);
  },
  rename(actor, [a]) {
    const chat = pickChat(actor, a, mayManage);
    return chat && actor.engine.actions.updateGroup(chat.id, { name: actor.unique() });
  },
  leave(actor, [a]) {
    const chat = pickChat(actor, a, ({ kind, memberCount }) => kind === 'group' && memberCount > 3);
    return chat && actor.engine.actions.leaveGroup(chat.id);
  },
  'create-group'(actor, [a, b]) {
    const contacts = actor.engine.state.contacts().map(({ user }) => user.id);
    const memberIds = [...new Set([pick(contacts, a), pick(contacts, b)])].filter((id) => id !== undefined);
    return memberIds.length > 0 && actor.engine.actions.createGroup({ name: actor.unique(), memberIds });
  },
};
