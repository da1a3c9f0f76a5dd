import { join } from 'node:path';
import { newId } from '@messenger/kit';
import { type Attachment, type Chat, type Sent, variants } from '@messenger/proto';
import { http, messenger, operatorEnv, WireDevice, WireUser } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { redSquare } from './pages/red-square.ts';
import { type WholeSystem, wholeSystem } from './system.ts';
import { couple, talk } from './talk.ts';

const isImage = async (user: WireUser, id: string) => {
  const found = variants.map(async (variant) => {
    const headers = { authorization: `Bearer ${user.token}` };
    const answer = await fetch(`${user.url}/api/attachments/${id}/${variant}`, { headers });
    return Buffer.from(await answer.arrayBuffer()).toString('latin1', 8, 12);
  });
  return (await Promise.all(found)).every((mark) => mark === 'WEBP');
};

async function sendImage(by: WireUser, chatId: string): Promise<{ attachment: Attachment; sent: Sent }> {
  const { attachment } = (await by.upload(redSquare)).body;
  const message = { messageId: newId(), attachmentIds: [attachment.id] };
  return { attachment, sent: await by.must('POST', `/api/chats/${chatId}/messages`, message) };
}

/** The same person on another system, which knows the password and nothing of the sessions. */
async function backIn(user: WireUser, url: string): Promise<WireUser> {
  const stale = await http(url, 'GET', '/api/users/me', { headers: { authorization: `Bearer ${user.token}` } });
  expect(stale.status).toBe(401);
  return WireUser.login(url, user.username);
}

const env = ({ system: { stack } }: WholeSystem) => ({ ...operatorEnv(stack), MEDIA_DIR: stack.mediaDir });

test('a backup taken under load comes back whole in an empty system', async () => {
  await using source = await wholeSystem();
  const folder = join(source.dataDir, 'backup');
  const { ann, bob, chatId } = await couple(source.url);
  const memberIds = [bob.id];
  const slug = 'the-crew';
  const { chat: group } = await ann.must<{ chat: Chat }>('POST', '/api/chats/group', { name: 'Crew', memberIds, slug });
  const pictures = [await sendImage(ann, chatId), await sendImage(bob, group.id)];
  await using device = new WireDevice(bob);
  await device.online();
  const talks = [chatId, group.id].map((id) => talk(device, id, 20, 'under load'));
  await expect.poll(() => talks.every(({ acknowledged }) => acknowledged.length > 20), { timeout: 60_000 }).toBe(true);
  await ann.must('POST', `/api/chats/${chatId}/read`, { upTo: 5 });
  const busy = (async () => {
    for (let i = 0; i < 10; i++) await sendImage(ann, group.id);
    await WireUser.register(source.url, 'late');
  })();

  const before = talks.map(({ acknowledged }) => [...acknowledged]);
  const saved = await messenger(['backup', folder, '--json'], env(source));
  expect(saved.code, saved.stderr).toBe(0);
  await busy;
  const said = (await Promise.all(talks.map((one) => one.end()))).map((sent) => sent.length);
  expect(said.every((count, i) => count > before[i]!.length)).toBe(true);
  const logs = await Promise.all([chatId, group.id].map((id) => source.logOf(id)));
  // Both at once are more than a small machine runs well.
  await device[Symbol.asyncDispose]();
  await source.system.services[Symbol.asyncDispose]();

  await using target = await wholeSystem({ env: { RESTORE: folder } });
  for (const [i, id] of [chatId, group.id].entries()) {
    const restored = (await target.logOf(id)).map((event) => event.id);
    expect(restored).toEqual(logs[i]!.map((event) => event.id).slice(0, restored.length));
    const missing = [...before[i]!, pictures[i]!.sent].filter(({ messageId }) => !restored.includes(messageId));
    expect(missing).toEqual([]);
  }
  const verified = await messenger(['verify', '--json'], operatorEnv(target.system.stack));
  expect(verified.code, verified.stdout + verified.stderr).toBe(0);
  expect(await messenger(['positions'], operatorEnv(target.system.stack))).toMatchObject({ code: 0 });

  const [ann2, bob2] = [await backIn(ann, target.url), await backIn(bob, target.url)];
  for (const { attachment } of pictures) {
    expect([await isImage(ann2, attachment.id), await isImage(bob2, attachment.id)]).toEqual([true, true]);
  }
  const { chats } = await ann2.must<{ chats: Chat[] }>('GET', '/api/chats');
  const direct = chats.find(({ id }) => id === chatId)!;
  expect(direct).toMatchObject({ readUpTo: 5, unread: direct.lastOrdinal - 5 });
  expect((await ann2.must<{ chat: Chat }>('GET', `/api/chats/${slug}`)).chat.id).toBe(group.id);
  for (const { attachments } of await ann2.history(group.id)) {
    for (const { id } of attachments) expect(await isImage(bob2, id), id).toBe(true);
  }
  const { ordinal } = await bob2.send(chatId, 'and on we go');
  expect(ordinal).toBe(direct.lastOrdinal + 1);

  const again = await messenger(['restore', folder], env(target));
  expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/Stop .*(gateway|chat-command).* first/) });
});
