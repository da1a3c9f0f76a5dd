import { expect, test } from 'vitest';
import {
  asks,
  chat,
  direct,
  group,
  idOf,
  left,
  person,
  removed,
  role,
  sent,
  story,
  told,
} from '../../../test/chat-story.ts';
import { chatDecider } from './decide.ts';
import { ownerOf } from './state.ts';

const [ann, bob, carl, eve] = [person(0xa), person(0xb), person(0xc), person(0xe)];
const crowd = (n: number) => Array.from({ length: n }, (_, i) => person(0x1000 + i));
const create = (memberIds: string[], strangers: string[] | undefined = [], name = 'Garden', slug?: string) =>
  asks('CreateGroup', ann, { name, memberIds, ...(slug ? { slug } : {}), facts: strangers ? { strangers } : {} });
const add = (by: string, userIds: string[], strangers: string[] | undefined = []) =>
  asks('AddMembers', by, { userIds, facts: strangers ? { strangers } : {} });
const update = (by: string, to: { name?: string; slug?: string | null }) => asks('UpdateChat', by, to);
const leave = (by: string) => asks('LeaveChat', by, {});

test('a group has its maker as owner, then the others in the order named, each once', () => {
  chat()
    .when(create([carl, bob, carl, ann], [], 'Garden', 'garden'))
    .thenEvent('ChatCreated', {
      kind: 'group',
      name: 'Garden',
      slug: 'garden',
      avatar: null,
      members: [
        { userId: ann, role: 'owner' },
        { userId: carl, role: 'member' },
        { userId: bob, role: 'member' },
      ],
    });
  chat()
    .when(create([bob]))
    .thenEvent('ChatCreated', { slug: null });
});

test('a group is of at least one other, contacts all, at most 300, with a name', () => {
  chat()
    .when(create([ann]))
    .thenRefused('validation_failed');
  chat()
    .when(create([bob, carl], [carl]))
    .thenRefused('not_contacts');
  chat()
    .when(asks('CreateGroup', ann, { name: 'Garden', memberIds: [bob] }))
    .thenRefused('not_contacts');
  chat()
    .when(create([bob], [], ' \n'))
    .thenRefused('validation_failed');
  chat()
    .when(create(crowd(299)))
    .thenEvent('ChatCreated');
  chat()
    .when(create([...crowd(299), ann]))
    .thenEvent('ChatCreated');
  chat()
    .when(create(crowd(300)))
    .thenRefused('group_full');
  chat(group(ann, [bob]))
    .when(create([bob]))
    .thenRefused('not_found');
});

test('those who join are members, after all others; who is there already is left as they are', () => {
  const garden = chat(group(ann, [bob, carl]));
  garden.when(add(ann, [eve, bob, eve])).thenEvent('MembersAdded', { members: [{ userId: eve, role: 'member' }] });
  garden.when(add(ann, [bob, carl])).thenNothing();
  garden.when(add(ann, [eve, bob], [bob])).thenEvent('MembersAdded');
  garden.when(add(ann, [eve], [eve])).thenRefused('not_contacts');
  garden.when(asks('AddMembers', ann, { userIds: [eve] })).thenRefused('not_contacts');
});

test('the 301st is refused, and nobody of those named with them joins', () => {
  const full = chat(group(ann, crowd(299)));
  full.when(add(ann, [eve])).thenRefused('group_full');
  full.when(add(ann, crowd(3))).thenNothing();
  const nearly = chat(group(ann, crowd(298)));
  nearly.when(add(ann, [eve])).thenEvent('MembersAdded');
  nearly.when(add(ann, [eve, bob])).thenRefused('group_full');
  chat(group(ann, crowd(299)), removed(ann, crowd(1)[0]!))
    .when(add(ann, [eve]))
    .thenEvent('MembersAdded');
});

test('only what changes is told', () => {
  const garden = chat(group(ann, [bob], 'garden'));
  garden.when(update(ann, { name: 'Yard', slug: 'garden' })).thenEvent('ChatUpdated', { name: 'Yard' });
  garden.when(update(ann, { slug: 'yard' })).thenEvent('ChatUpdated', { slug: 'yard' });
  garden.when(update(ann, { slug: null })).thenEvent('ChatUpdated', { slug: null });
  garden.when(update(ann, { name: 'Garden', slug: 'garden' })).thenNothing();
  garden.when(update(ann, {})).thenNothing();
  for (const name of ['\t', '\u200b', 'Yard\u202e', 'Yard\nleft']) {
    garden.when(update(ann, { name })).thenRefused('validation_failed');
  }
  const { state } = garden;
  const decision = chatDecider.decide(state, update(ann, { name: 'Yard', slug: 'garden' }));
  expect(decision).toEqual({ type: 'ChatUpdated', v: 1, data: { name: 'Yard' } });
});

test('who leaves is followed by nobody unless they own it', () => {
  const garden = chat(group(ann, [bob, carl]));
  garden.when(leave(bob)).thenEvent('MemberLeft', { newOwnerId: null, closed: false });
  garden.when(leave(eve)).thenRefused('not_found');
});

test('the owner is followed by the longest-standing admin, else the longest-standing member', () => {
  chat(group(ann, [bob, carl]))
    .when(leave(ann))
    .thenEvent('MemberLeft', { newOwnerId: bob, closed: false });
  chat(group(ann, [bob, carl]), role(ann, carl, 'admin'))
    .when(leave(ann))
    .thenEvent('MemberLeft', { newOwnerId: carl });
  // Of two admins the one who joined first, not the one who was made one first.
  chat(group(ann, [bob, carl, eve]), role(ann, eve, 'admin'), role(ann, carl, 'admin'))
    .when(leave(ann))
    .thenEvent('MemberLeft', { newOwnerId: carl });
  // Who was removed and came back stands as long as since then.
  const rejoined = told('MembersAdded', ann, { members: [{ userId: bob, role: 'member' }] });
  chat(group(ann, [bob, carl]), removed(ann, bob), rejoined)
    .when(leave(ann))
    .thenEvent('MemberLeft', { newOwnerId: carl });
  // Who handed the group over is an admin of old.
  chat(group(ann, [bob, carl]), role(ann, carl, 'admin'), role(ann, bob, 'owner'))
    .when(leave(bob))
    .thenEvent('MemberLeft', { newOwnerId: ann });
});

test('the last one out closes the group, and nobody ever finds it again', () => {
  const alone = [group(ann, [bob], 'garden'), left(ann, bob)];
  expect(ownerOf(chat(...alone).state.members)).toBe(bob);
  chat(...alone)
    .when(leave(bob))
    .thenEvent('MemberLeft', { newOwnerId: null, closed: true });
  const over = chat(...alone, left(bob, null, true));
  expect(over.state).toMatchObject({ closed: true, slug: null, slugVersion: 3 });
  for (const command of [leave(bob), add(bob, [ann]), update(bob, { name: 'Yard' }), asks('DeleteChat', bob, {})]) {
    over.when(command).thenRefused('not_found');
  }
});

test('a deleted group is gone for its owner too', () => {
  const gone = chat(group(ann, [bob], 'garden'), sent(ann, 1), told('ChatDeleted', ann, {}));
  expect(gone.state).toMatchObject({ closed: true, slug: null, slugVersion: 3 });
  expect(gone.state.members.size).toBe(0);
  for (const command of [
    leave(ann),
    add(ann, [carl]),
    update(ann, { name: 'Yard' }),
    asks('DeleteChat', ann, {}),
    asks('SendMessage', ann, { text: 'hello?' }),
    asks('DeleteMessage', ann, { messageId: idOf(2) }),
    asks('AddReaction', ann, { messageId: idOf(2), emoji: '👍' }),
    asks('RemoveMember', ann, { userId: bob }),
    asks('ChangeRole', ann, { userId: bob, role: 'admin' }),
  ]) {
    gone.when(command).thenRefused('not_found');
  }
});

test('a direct chat has no members to command, no name and no end', () => {
  const two = chat(direct(ann, bob));
  for (const command of [
    leave(ann),
    add(ann, [carl]),
    update(ann, { name: 'Us' }),
    asks('DeleteChat', ann, {}),
    asks('RemoveMember', ann, { userId: bob }),
    asks('RemoveMember', ann, { userId: ann }),
    asks('ChangeRole', ann, { userId: bob, role: 'admin' }),
  ]) {
    two.when(command).thenRefused('conflict');
    two.when({ ...command, by: eve }).thenRefused('not_found');
  }
});

test('the version of the last change of slug is kept, for whoever reserved one before it', () => {
  const versions = story(
    group(ann, [bob], 'garden'),
    told('ChatUpdated', ann, { name: 'Yard' }),
    told('ChatUpdated', ann, { slug: 'yard' }),
    sent(ann, 1),
    told('ChatUpdated', ann, { slug: null, name: 'Park' }),
    left(bob),
  ).map((_, i, events) => events.slice(0, i + 1).reduce(chatDecider.evolve, chatDecider.initial).slugVersion);
  expect(versions).toEqual([1, 1, 3, 3, 5, 5]);
});
