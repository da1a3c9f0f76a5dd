import { directChatId } from '@messenger/kit';
import { expect, test } from 'vitest';
import { Collector } from './collector.fixture.ts';
import { uuid } from './events.fixture.ts';
import { ephemeralFrame } from './frame.ts';
import { membershipOf } from './membership.ts';
import { Rooms } from './rooms.ts';

const [ann, bob, group] = [uuid('1', 1), uuid('2', 2), uuid('c', 1)];
const direct = directChatId(ann, bob);

test('typing in a direct chat is shown while the two are contacts, in a group always', () => {
  const rooms = new Rooms();
  const [anns, bobs] = [new Collector(ann), new Collector(bob)];
  anns.membership = membershipOf([direct, group], [bob]);
  bobs.membership = membershipOf([direct, group], [ann]);
  for (const one of [anns, bobs]) rooms.enter(one);
  const type = (chatId: string) => {
    rooms.toChatExcept(chatId, bob, () => ephemeralFrame({ type: 'typing:start', chatId, data: { userId: bob } }));
    return anns.got.splice(0).length;
  };
  expect([type(direct), type(group)]).toEqual([1, 1]);
  rooms.apply({ kind: 'parted', userIds: [ann, bob] });
  expect([type(direct), type(group)]).toEqual([0, 1]);
  rooms.apply({ kind: 'befriended', userIds: [ann, bob] });
  expect([type(direct), type(group)]).toEqual([1, 1]);
  expect(bobs.got).toEqual([]);
});
