import { expect, test } from 'vitest';
import { asks, chat, direct, group, idOf, person, removed, sent, told } from '../../../test/chat-story.ts';

const [ann, bob, eve] = [person(0xa), person(0xb), person(0xe)];
const garden = [group(ann, [bob]), sent(ann, 1)] as const;
const about = (emoji: string, messageId = idOf(2)) => ({ messageId, emoji });
const add = (by: string, emoji = '👍') => asks('AddReaction', by, about(emoji));
const take = (by: string, emoji = '👍') => asks('RemoveReaction', by, about(emoji));
const added = (by: string, emoji = '👍', messageId = idOf(2)) => told('ReactionAdded', by, about(emoji, messageId));
const taken = (by: string, emoji = '👍', messageId = idOf(2)) => told('ReactionRemoved', by, about(emoji, messageId));
const many = [...'😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓'];

test('a member reacts with several emoji, each once, and takes them back', () => {
  const said = chat(...garden, added(bob), added(bob, '🎉'), added(ann), taken(ann), taken(bob, '🎉'));
  said.when(add(bob, '❤️')).thenEvent('ReactionAdded', { messageId: idOf(2), emoji: '❤️' });
  said.when(add(bob, '🎉')).thenEvent('ReactionAdded');
  said.when(add(ann)).thenEvent('ReactionAdded');
  said.when(add(bob)).thenNothing();
  said.when(take(bob)).thenEvent('ReactionRemoved', { messageId: idOf(2), emoji: '👍' });
  said.when(take(bob, '🎉')).thenNothing();
  said.when(take(ann)).thenNothing();
});

test('at most 20 by one user to one message', () => {
  expect(many).toHaveLength(20);
  const nearly = many.slice(1).map((emoji) => added(bob, emoji));
  chat(...garden, ...nearly)
    .when(add(bob))
    .thenEvent('ReactionAdded');
  const full = [...nearly, added(bob, many[0])];
  chat(...garden, ...full)
    .when(add(bob))
    .thenRefused('conflict');
  chat(...garden, ...full)
    .when(add(bob, many[3]))
    .thenNothing();
  for (const free of [taken(bob, many[5]), sent(ann, 2)]) {
    const by = free.type === 'MessageSent' ? ann : bob;
    chat(...garden, ...full, free)
      .when(add(by))
      .thenEvent('ReactionAdded');
  }
});

test('nobody reacts to what is not there, is deleted, is closed, or is not theirs to see', () => {
  for (const react of [add, take]) {
    chat(...garden)
      .when(react(eve))
      .thenRefused('not_found');
    chat(...garden, removed(ann, bob))
      .when(react(bob))
      .thenRefused('not_found');
    chat(...garden, added(bob), told('MessageDeleted', ann, { messageId: idOf(2), ordinal: 1 }))
      .when(react(bob))
      .thenRefused('conflict');
    chat(direct(ann, bob), sent(ann, 1), told('DirectClosed', ann, {}))
      .when(react(bob))
      .thenRefused('chat_closed');
  }
  for (const messageId of [idOf(99), idOf(1)]) {
    chat(...garden)
      .when(asks('AddReaction', bob, { ...about('👍', messageId), facts: { target: null } }))
      .thenRefused('not_found');
  }
});

test('of a forgotten message it takes what was fetched, and what is remembered since', () => {
  const old = idOf(98);
  const target = { senderId: ann, ordinal: 1, deleted: false, reactions: ['👍', '🎉'] };
  const asked = (type: 'AddReaction' | 'RemoveReaction', emoji: string, deleted = false) =>
    asks(type, bob, { ...about(emoji, old), facts: { target: { ...target, deleted } } });
  const said = chat(...garden, taken(bob, '🎉', old), added(bob, '❤️', old), added(ann, '😀', old));
  said.when(asked('AddReaction', '👍')).thenNothing();
  said.when(asked('AddReaction', '❤️')).thenNothing();
  said.when(asked('AddReaction', '🎉')).thenEvent('ReactionAdded', { messageId: old });
  said.when(asked('AddReaction', '😀')).thenEvent('ReactionAdded');
  said.when(asked('RemoveReaction', '🎉')).thenNothing();
  said.when(asked('RemoveReaction', '❤️')).thenEvent('ReactionRemoved');
  said.when(asked('AddReaction', '😀', true)).thenRefused('conflict');
  chat(...garden, told('MessageDeleted', ann, { messageId: old, ordinal: 1 }))
    .when(asked('AddReaction', '😀'))
    .thenRefused('conflict');
});

test.each([
  ['a smiley', '😀'],
  ['a heart with its variation selector', '❤️'],
  ['a flag', '🇩🇪'],
  ['a flag of tags', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
  ['the rainbow flag', '🏳️‍🌈'],
  ['a skin tone', '👍🏽'],
  ['a joined family', '👨‍👩‍👧‍👦'],
  ['joined people of two skin tones', '🧑🏻‍🤝‍🧑🏿'],
  ['a keycap', '1️⃣'],
  ['the keycap of the hash', '#️⃣'],
])('%s is an emoji', (_, emoji) => {
  chat(...garden)
    .when(add(bob, emoji))
    .thenEvent('ReactionAdded', { emoji });
});

test.each([
  ['a letter', 'a'],
  ['a word', 'thumbsup'],
  ['a digit without variation', '1'],
  ['a digit with a selector alone', '1️'],
  ['two emoji', '👍👍'],
  ['an emoji and a letter', '👍a'],
  ['an emoji and a blank', '👍 '],
  ['nothing', ''],
  ['a skin tone of nothing that has one', '🎉🏽'],
  ['half a flag', '🇩'],
  ['a flag of no country', '🇽🇽'],
  ['a joiner alone', '\u200d'],
  ['a lone surrogate', '\ud83d'],
  ['markup', '<b>'],
])('%s is no emoji', (_, emoji) => {
  chat(...garden)
    .when(add(bob, emoji))
    .thenRefused('validation_failed');
  chat(...garden)
    .when(take(bob, emoji))
    .thenRefused('validation_failed');
});
