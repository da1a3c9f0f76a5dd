import { isRefusal, type UserId } from '@messenger/proto';
import { describe, expect, test } from 'vitest';
import { asks, chat, group, idOf, person, removed, role, sent, told } from '../../../test/chat-story.ts';
import type { ChatDeciderCommand } from './commands.ts';
import { chatDecider } from './decide.ts';
import { ownerOf } from './state.ts';

const [owner, admin, member, gone, stranger] = [person(1), person(2), person(3), person(4), person(5)];
const [otherAdmin, otherMember, newcomer] = [person(6), person(7), person(8)];
/** Each of the first four has said something while they were members. */
const garden = chat(
  group(owner, [admin, member, gone, otherAdmin, otherMember]),
  role(owner, admin, 'admin'),
  role(owner, otherAdmin, 'admin'),
  sent(owner, 1),
  sent(admin, 2),
  sent(member, 3),
  sent(gone, 4),
  removed(owner, gone),
);
const messageOf: Record<UserId, string> = { [owner]: idOf(4), [admin]: idOf(5), [member]: idOf(6), [gone]: idOf(7) };
const own = (by: UserId) => messageOf[by] ?? idOf(4);
const of = (whose: UserId) => messageOf[whose]!;
const facts = { strangers: [], areContacts: true };
const roleOf = (by: UserId, userId: UserId, to: 'owner' | 'admin' | 'member') =>
  asks('ChangeRole', by, { userId, role: to });

type Row = [action: string, (by: UserId) => ChatDeciderCommand, owner: string, admin: string, member: string];
const [forbidden, nothing, notFound] = ['forbidden', 'nothing', 'not_found'];
/** What each may do; whoever is no member, or no more, finds nothing whatever they do. */
const rows: Row[] = [
  ['send', (by) => asks('SendMessage', by, { text: 'hi' }), 'MessageSent', 'MessageSent', 'MessageSent'],
  ['reply', (by) => asks('SendMessage', by, { text: 'hi', replyTo: of(gone) }), ...all('MessageSent')],
  ['edit their own', (by) => asks('EditMessage', by, { messageId: own(by), text: 'x' }), ...all('MessageEdited')],
  ["edit another's", (by) => asks('EditMessage', by, { messageId: of(gone), text: 'x' }), ...all(forbidden)],
  ['delete their own', (by) => asks('DeleteMessage', by, { messageId: own(by) }), ...all('MessageDeleted')],
  ["delete another's", (by) => asks('DeleteMessage', by, { messageId: of(gone) }), ...all(forbidden)],
  ['react', (by) => asks('AddReaction', by, { messageId: of(gone), emoji: '👍' }), ...all('ReactionAdded')],
  ['take back no reaction', (by) => asks('RemoveReaction', by, { messageId: of(gone), emoji: '👍' }), ...all(nothing)],
  ['rename', (by) => asks('UpdateChat', by, { name: 'Yard' }), 'ChatUpdated', 'ChatUpdated', forbidden],
  ['set a slug', (by) => asks('UpdateChat', by, { slug: 'yard' }), 'ChatUpdated', 'ChatUpdated', forbidden],
  ['change nothing', (by) => asks('UpdateChat', by, {}), nothing, nothing, forbidden],
  ['add', (by) => asks('AddMembers', by, { userIds: [newcomer], facts }), 'MembersAdded', 'MembersAdded', forbidden],
  ['add who is there', (by) => asks('AddMembers', by, { userIds: [otherMember], facts }), nothing, nothing, forbidden],
  ['bring back', (by) => asks('AddMembers', by, { userIds: [gone], facts }), 'MembersAdded', 'MembersAdded', forbidden],
  ['remove a member', (by) => asks('RemoveMember', by, { userId: otherMember }), ...managers('MemberRemoved')],
  ['remove an admin', (by) => asks('RemoveMember', by, { userId: otherAdmin }), ...managers('MemberRemoved')],
  ['remove the owner', (by) => asks('RemoveMember', by, { userId: owner }), 'MemberLeft', forbidden, forbidden],
  ['remove themselves', (by) => asks('RemoveMember', by, { userId: by }), ...all('MemberLeft')],
  ['remove who is not there', (by) => asks('RemoveMember', by, { userId: gone }), notFound, notFound, forbidden],
  ['promote a member', (by) => roleOf(by, otherMember, 'admin'), ...managers('MemberRoleChanged')],
  ['demote an admin', (by) => roleOf(by, otherAdmin, 'member'), ...managers('MemberRoleChanged')],
  ['demote themselves', (by) => roleOf(by, by, 'member'), 'conflict', 'MemberRoleChanged', forbidden],
  ['demote the owner', (by) => roleOf(by, owner, 'admin'), 'conflict', forbidden, forbidden],
  ['hand over to a member', (by) => roleOf(by, otherMember, 'owner'), 'MemberRoleChanged', forbidden, forbidden],
  ['hand over to an admin', (by) => roleOf(by, otherAdmin, 'owner'), 'MemberRoleChanged', forbidden, forbidden],
  ['give a role they have', (by) => roleOf(by, otherAdmin, 'admin'), nothing, nothing, forbidden],
  ['make the owner owner', (by) => roleOf(by, owner, 'owner'), nothing, nothing, forbidden],
  ['give a stranger a role', (by) => roleOf(by, gone, 'admin'), notFound, notFound, forbidden],
  ['delete the group', (by) => asks('DeleteChat', by, {}), 'ChatDeleted', forbidden, forbidden],
  ['leave', (by) => asks('LeaveChat', by, {}), ...all('MemberLeft')],
];
function all(outcome: string): [string, string, string] {
  return [outcome, outcome, outcome];
}
function managers(outcome: string): [string, string, string] {
  return [outcome, outcome, forbidden!];
}

function outcomeOf(command: ChatDeciderCommand): string {
  const target = { senderId: gone, ordinal: 4, deleted: false, reactions: [] };
  const reacting = command.type === 'AddReaction' || command.type === 'RemoveReaction';
  const decision = chatDecider.decide(garden.state, reacting ? { ...command, facts: { target } } : command);
  if (decision === undefined) return 'nothing';
  return isRefusal(decision) ? decision.code : decision.type;
}

describe('who may do what in a group', () => {
  test.each(rows)('%s', (_, command, byOwner, byAdmin, byMember) => {
    const outcomes = [owner, admin, member, gone, stranger].map((by) => outcomeOf(command(by)));
    expect(outcomes).toEqual([byOwner, byAdmin, byMember, 'not_found', 'not_found']);
  });
});

test('who hands the group over becomes an admin, whoever it is handed to', () => {
  for (const heir of [otherMember, otherAdmin]) {
    const { state } = chat(
      group(owner, [otherAdmin, otherMember]),
      role(owner, otherAdmin, 'admin'),
      role(owner, heir, 'owner'),
    );
    expect(ownerOf(state.members)).toBe(heir);
    expect(state.members.get(owner)).toBe('admin');
    expect([...state.members.keys()]).toEqual([owner, otherAdmin, otherMember]);
  }
});

test('a promotion and a removal take effect at the very next command', () => {
  const base = [group(owner, [admin, member])];
  chat(...base, role(owner, admin, 'admin'))
    .when(asks('UpdateChat', admin, { name: 'Yard' }))
    .thenEvent('ChatUpdated');
  chat(...base, role(owner, admin, 'admin'), role(owner, admin, 'member'))
    .when(asks('UpdateChat', admin, { name: 'Yard' }))
    .thenRefused('forbidden');
  chat(...base, removed(owner, member))
    .when(asks('SendMessage', member, { text: 'still here?' }))
    .thenRefused('not_found');
  const back = told('MembersAdded', owner, { members: [{ userId: member, role: 'member' }] });
  chat(...base, removed(owner, member), back)
    .when(asks('SendMessage', member, { text: 'again' }))
    .thenEvent('MessageSent');
});
