import { expect, test } from 'vitest';
import { asks, chat, direct, group, idOf, person, removed, sent, told } from '../../../test/chat-story.ts';

const [ann, bob, eve] = [person(0xa), person(0xb), person(0xe)];
const garden = [group(ann, [bob]), sent(ann, 1)] as const;
const target = { senderId: ann, ordinal: 1, deleted: false };
const about = (emoji: string, mine: readonly string[]) => ({
  messageId: idOf(2),
  emoji,
  facts: { target: { ...target, reactions: mine } },
});
const add = (by: string, emoji = '👍', mine: readonly string[] = []) => asks('AddReaction', by, about(emoji, mine));
const take = (by: string, emoji = '👍', mine: readonly string[] = []) => asks('RemoveReaction', by, about(emoji, mine));
const many = [...'😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓'];

test('a member reacts with several emoji, each once, and takes them back', () => {
  const said = chat(...garden);
  said.when(add(bob)).thenEvent('ReactionAdded', { messageId: idOf(2), emoji: '👍' });
  said.when(add(ann, '🎉', ['👍'])).thenEvent('ReactionAdded', { emoji: '🎉' });
  said.when(add(bob, '👍', ['🎉', '👍'])).thenNothing();
  said.when(take(bob, '👍', ['👍'])).thenEvent('ReactionRemoved', { messageId: idOf(2), emoji: '👍' });
  said.when(take(bob, '👍', ['🎉'])).thenNothing();
  said.when(asks('RemoveReaction', bob, { messageId: idOf(2), emoji: '👍' })).thenNothing();
});

test('at most 20 by one user to one message', () => {
  expect(many).toHaveLength(20);
  chat(...garden)
    .when(add(bob, '👍', many.slice(1)))
    .thenEvent('ReactionAdded');
  chat(...garden)
    .when(add(bob, '👍', many))
    .thenRefused('conflict');
  chat(...garden)
    .when(add(bob, many[3], many))
    .thenNothing();
});

test('nobody reacts to what is not there, is deleted, is closed, or is not theirs to see', () => {
  for (const react of [add, take]) {
    chat(...garden)
      .when(react(eve))
      .thenRefused('not_found');
    chat(...garden, removed(ann, bob))
      .when(react(bob))
      .thenRefused('not_found');
    chat(...garden, told('MessageDeleted', ann, { messageId: idOf(2), ordinal: 1 }))
      .when(react(bob, '👍', ['👍']))
      .thenRefused('conflict');
    chat(direct(ann, bob), sent(ann, 1), told('DirectClosed', ann, {}))
      .when(react(bob))
      .thenRefused('chat_closed');
  }
  const nowhere = { messageId: idOf(99), emoji: '👍', facts: { target: null } };
  chat(...garden)
    .when(asks('AddReaction', bob, nowhere))
    .thenRefused('not_found');
});

test('a message that the state does not remember is judged by what was fetched', () => {
  const older = { ...about('👍', []), messageId: idOf(98) };
  chat(...garden)
    .when(asks('AddReaction', bob, older))
    .thenEvent('ReactionAdded', { messageId: idOf(98) });
  chat(...garden)
    .when(asks('AddReaction', bob, { ...older, facts: { target: { ...target, deleted: true } } }))
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
