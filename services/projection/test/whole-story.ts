import { newId } from '@messenger/kit';
import type { Story } from '@messenger/testkit';

/** A text that must leave no trace. */
export const secret = 'Geheimnis-7f3a';

const picture = {
  id: newId(),
  mime: 'image/png',
  bytes: 1_000,
  width: 4,
  height: 3,
  animated: false,
  placeholder: '',
};

/** Something of everything that can happen, told at once, so that much of it falls into one batch. */
export async function wholeStory(story: Story) {
  const [ann, bob, carl, dora] = [
    await story.user('Ann'),
    await story.user('Bob'),
    await story.user('Carl'),
    await story.user('Dora'),
  ];
  await story.befriend(ann, bob);
  const direct = await story.direct(ann, bob);
  const group = await story.group(ann, [bob], { name: 'Harbour', slug: 'harbour' });
  const hello = await story.say(group, ann, 'hello');
  await story.add(group, ann, carl, dora);
  const answer = await story.say(group, bob, 'well met', {
    replyTo: { messageId: hello.id, ordinal: 1, senderId: ann.id },
  });
  await story.react(group, bob, hello, '👋');
  await story.edit(group, ann, hello, 'hello there');
  await story.edit(group, ann, hello, 'hello you');
  const gone = await story.say(group, carl, secret);
  await story.edit(group, carl, gone, `${secret} again`);
  await story.react(group, bob, gone, '👍');
  await story.say(group, dora, 'what was that?', { replyTo: { messageId: gone.id, ordinal: 3, senderId: carl.id } });
  await story.delete(group, carl, gone);
  for (const by of [ann, bob, carl]) await story.react(group, by, answer, '🎉');
  await story.react(group, ann, answer, '👍');
  await story.unreact(group, ann, answer, '🎉');
  await story.react(group, ann, answer, '🎉');
  await story.unreact(group, ann, answer, '👍');
  await story.role(group, ann, bob, 'admin');
  await story.role(group, ann, bob, 'owner');
  await story.update(group, bob, { name: 'Harbour crew', slug: null });
  await story.receipts(group, carl, { [carl.id]: { delivered: 3, read: 3, shownRead: 3 } });
  await story.remove(group, bob, carl);
  await story.receipts(group, dora, { [dora.id]: { delivered: 3, read: 3, shownRead: 0 } });
  await story.leave(group, bob, { newOwner: ann });
  await story.add(group, ann, carl);
  await story.receipts(group, carl, {
    [ann.id]: { delivered: 4, read: 3, shownRead: 3 },
    [carl.id]: { delivered: 0, read: 4, shownRead: 0 },
    [dora.id]: { delivered: 4, read: 4, shownRead: 0 },
  });
  const short = await story.group(dora, [ann], { slug: 'short' });
  await story.say(short, ann, 'not for long');
  await story.deleteChat(short, dora);
  const alone = await story.group(carl, [dora]);
  await story.leave(alone, carl, { newOwner: dora });
  await story.leave(alone, dora, { closed: true });
  for (let i = 0; i < 20; i++) {
    await story.say(direct, i % 3 ? ann : bob, `m${i}`, { attachments: i === 5 ? [picture] : [] });
  }
  await story.profile(ann, { displayName: 'Ann Ångström', presence: 'dnd', readReceipts: false });
  await story.profile(ann, { displayName: 'Ann Ångström', readReceipts: false, cardChanged: false });
  await story.profile(bob, { presence: 'away', cardChanged: false });
  await story.settings(bob, direct, { muted: true, mutedUntil: null, notify: 'mentions' });
  return { ann, bob, carl, dora, direct, group, short, alone, hello, answer, gone };
}
