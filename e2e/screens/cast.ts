import { newId } from '@messenger/kit';
import type { Attachment, Chat, Sent } from '@messenger/proto';
import { WireUser } from '@messenger/testkit';
import { picture } from '../pages/picture.ts';

/** Who is on the screens, and what they wrote before anybody looked. */
export type Cast = {
  ann: WireUser;
  ben: WireUser;
  dora: WireUser;
  direct: string;
  group: string;
};

async function named(url: string, username: string, displayName: string): Promise<WireUser> {
  const user = await WireUser.register(url, username);
  await user.must('PUT', '/api/users/me', { displayName });
  return user;
}

async function sendPictures(by: WireUser, chatId: string, text: string, tones: number[]): Promise<Sent> {
  const attachmentIds: string[] = [];
  for (const tone of tones) {
    const { attachment } = (await by.upload(picture(480, 320, tone))).body as { attachment: Attachment };
    attachmentIds.push(attachment.id);
  }
  return await by.must('POST', `/api/chats/${chatId}/messages`, { messageId: newId(), text, attachmentIds });
}

/** A direct chat that has every kind of text, a group that has all that can happen in one, and people around. */
export async function cast(url: string): Promise<Cast> {
  const [ann, ben, cleo, dora, mo, chen] = (await Promise.all([
    named(url, 'ann', 'Ann Lindqvist'),
    named(url, 'ben', 'Ben Okafor'),
    named(url, 'cleo', 'Cleo Marin'),
    named(url, 'dora', 'Dóra Szabó'),
    named(url, 'mo', 'محمد علي'),
    named(url, 'chen', '陳大文'),
  ])) as [WireUser, WireUser, WireUser, WireUser, WireUser, WireUser];
  for (const other of [ben, dora, mo]) await ann.befriend(other);
  await cleo.must('POST', '/api/contacts/requests', { userId: ann.id });
  await ann.must('POST', '/api/contacts/requests', { userId: chen.id });
  const direct = (await ann.directChat(ben)).id;
  await talkOfTwo(ann, ben, direct);
  const muted = (await ann.directChat(dora)).id;
  await ann.must('PUT', `/api/chats/${muted}/settings`, { muted: true });
  await dora.send(muted, 'Did you see the *swifts*?');
  const group = await lifeOfGroup(ann, ben, dora, mo);
  await WireUser.login(url, ann.username);
  return { ann, ben, dora, direct, group };
}

async function talkOfTwo(ann: WireUser, ben: WireUser, chatId: string): Promise<void> {
  await ben.send(
    chatId,
    'Morning. The **ferry** leaves at `7:40`, not at 8.\n\n- tickets: [timetable](https://example.org/ferry)\n- the *blue* bags',
  );
  await ann.send(chatId, '> not at 8\n\nThen I take the early train.');
  await ben.send(chatId, '```sh\nferry --from harbour --to island --at 07:40\n```');
  await ann.send(chatId, '⛵');
  await ben.send(chatId, 'نلتقي عند الميناء في السابعة والنصف');
  await ben.send(chatId, `A word that is far too long for a narrow screen: ${'x'.repeat(200)}`);
  const { messageId } = await sendPictures(ben, chatId, 'The bay, last night.', [120]);
  await ann.must('POST', `/api/chats/${chatId}/messages`, { messageId: newId(), text: 'Lovely.', replyTo: messageId });
}

async function lifeOfGroup(ann: WireUser, ben: WireUser, dora: WireUser, mo: WireUser): Promise<string> {
  const body = { name: 'Crew', memberIds: [ben.id, dora.id], slug: `crew-${newId().slice(-8)}` };
  const { id } = (await ann.must<{ chat: Chat }>('POST', '/api/chats/group', body)).chat;
  await ann.must('PUT', `/api/chats/${id}`, { name: 'Harbour crew' });
  await ann.must('POST', `/api/chats/${id}/members`, { userIds: [mo.id] });
  await ann.must('PUT', `/api/chats/${id}/members/${dora.id}`, { role: 'admin' });
  const ropes = await ben.send(id, 'Who brings the ropes?');
  const mine = await ann.send(id, 'I bring the ropes.');
  await ann.must('PUT', `/api/messages/${mine.messageId}`, { text: 'I bring the ropes, both of them.' });
  await dora.must('POST', `/api/chats/${id}/read`, { upTo: mine.ordinal });
  const wrong = await ben.send(id, 'At nine?');
  await ben.must('DELETE', `/api/messages/${wrong.messageId}`);
  await mo.send(id, 'أنا في الطريق');
  await sendPictures(dora, id, '', [40, 120, 200]);
  for (const [by, emoji] of [
    [ben, '👍'],
    [dora, '👍'],
    [mo, '⚓'],
    [ann, '👍'],
  ] as const) {
    await by.must('POST', `/api/messages/${mine.messageId}/reactions`, { emoji });
  }
  const answer = { messageId: newId(), text: 'Then all is ready.', replyTo: ropes.messageId };
  await ben.must('POST', `/api/chats/${id}/messages`, answer);
  return id;
}
