import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@messenger/kit';
import type { Chat } from '@messenger/proto';
import { freePort } from '@messenger/stack';
import { WireUser } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { howToPages } from '../scripts/docs/commands/run-pages.ts';
import { brokenPromises } from '../scripts/docs/promises.ts';
import { FirstTerminal } from './commands/first-terminal.ts';
import { linesOf } from './commands/lines-of-pages.ts';
import { runLines } from './commands/run-lines.ts';
import { copyTemplate } from './data-template.ts';
import { redSquare } from './pages/red-square.ts';

/** The sequence that stands for the page's: the genesis, the team's first event, and five messages of ten. */
const lastKept = 7;

/** A reader of how-tos who has a messenger, and does what each line of a page says. */
async function reader() {
  const dir = await mkdtemp(join(tmpdir(), 'messenger-reader-'));
  const [port, rehearsalPort] = [await freePort(), await freePort()];
  const dataDir = join(dir, 'data');
  const url = `http://localhost:${port}`;
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), RATE_LIMITS: 'off', BCRYPT_COST: '4' };
  await mkdir(dataDir);
  await copyTemplate(dataDir);
  const terminal = new FirstTerminal({ ...env, MAX_EVENT_LOOP_DELAY_MS: '0' });
  await terminal.start('npm start');

  /** The paths and ports of a page, as they are here. */
  const here = (code: string) =>
    code
      .replaceAll('/backups/', `${join(dir, 'backups')}/`)
      .replaceAll('/tmp/rehearsal', join(dir, 'rehearsal'))
      .replaceAll('PORT=3100', `PORT=${rehearsalPort}`)
      .replaceAll('CHAT-0=1234', `CHAT-0=${lastKept}`)
      .replaceAll(/(\$PWD\/)?all\.jsonl/g, join(dir, 'all.jsonl'));

  return {
    url,
    /** Does what the page says, until one line does something else; `meanwhile` before each, while people are served. */
    async follows(page: string, least: number, meanwhile: () => Promise<unknown>): Promise<void> {
      let serves = true;
      const lines = linesOf(page, { url, dataDir });
      expect(lines.length).toBeGreaterThanOrEqual(least);
      for (const line of lines) {
        const code = here(line.code);
        if (serves) await meanwhile();
        if (line.comment.startsWith('after Ctrl-C')) {
          await terminal.stop();
          serves = false;
        }
        if (/\bnpm (start|run servers)$/.test(code)) {
          await terminal.start(code);
          serves ||= code.endsWith('npm start');
        } else {
          const outcomes = await runLines([{ ...line, code }], { env, timeoutMs: 60_000 });
          expect(outcomes.flatMap(brokenPromises)).toEqual([]);
        }
      }
    },
    async [Symbol.asyncDispose]() {
      await terminal.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A team in which ten messages were said, with a picture at the end. */
async function team(url: string) {
  const [ann, bob] = [await WireUser.register(url, 'ann'), await WireUser.register(url, 'bob')];
  await ann.befriend(bob);
  const group = { name: 'The team', slug: 'the-team', memberIds: [bob.id] };
  const { chat } = await ann.must<{ chat: Chat }>('POST', '/api/chats/group', group);
  for (let i = 1; i < 10; i++) await ann.send(chat.id, `line ${i}`);
  const { attachment } = (await bob.upload(redSquare)).body;
  await bob.must('POST', `/api/chats/${chat.id}/messages`, { messageId: newId(), attachmentIds: [attachment.id] });
  return {
    /** Ann says one thing more, who logs in for it. */
    say: async () => (await WireUser.login(url, ann.username)).send(chat.id, 'one more'),
    /** How many messages bob finds there, who logs in for it. */
    async messages(): Promise<number> {
      const again = await WireUser.login(url, bob.username);
      const history = await again.history(chat.id);
      return history.filter(({ kind }) => kind === 'user').length;
    },
  };
}

test('operate: each command does what the page says, and with more shards everything is there', async () => {
  await using own = await reader();
  const { say, messages } = await team(own.url);
  let acknowledged = 10;
  await own.follows(howToPages.operate, 10, async () => {
    await say();
    acknowledged++;
  });
  expect(await messages()).toBe(acknowledged);
});

test('back up and restore: each command does what the page says, and what was kept is there, whoever came meanwhile', async () => {
  await using own = await reader();
  const { messages } = await team(own.url);
  const newcomers: WireUser[] = [];
  await own.follows(howToPages.backup, 11, async () => {
    newcomers.push(await WireUser.register(own.url, 'carol'));
  });
  expect(await messages()).toBe(5);
  await WireUser.login(own.url, newcomers.at(-1)!.username);
});
