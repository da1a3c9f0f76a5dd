/**
 * Lighthouse on the built client, on the chat screen of someone who is logged in: performance ≥ 95, accessibility 100,
 * best practices 100. `node e2e/bench/lighthouse.ts`; `FORM=desktop` (unless given) or `mobile`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@messenger/kit';
import { freePort } from '@messenger/stack';
import { WireUser } from '@messenger/testkit';
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium } from 'playwright-core';
import { browserPath } from '../pages/browser.ts';
import { Person } from '../pages/person.ts';
import { redSquare } from '../pages/red-square.ts';
import { wholeSystem } from '../system.ts';

const targets = { performance: 95, accessibility: 100, 'best-practices': 100 } as const;
const isMobile = process.env.FORM === 'mobile';

await using whole = await wholeSystem();
const [ann, ben] = await Promise.all([WireUser.register(whole.url, 'ann'), WireUser.register(whole.url, 'ben')]);
await ann.befriend(ben);
const { id: chatId } = await ann.directChat(ben);
for (let n = 1; n <= 60; n++) await (n % 3 ? ben : ann).send(chatId, `message ${n}${' and more words'.repeat(n % 9)}`);
const { attachment } = (await ben.upload(redSquare)).body;
const picture = { messageId: newId(), text: '', attachmentIds: [attachment.id] };
await ben.must('POST', `/api/chats/${chatId}/messages`, picture);
await ann.must('POST', `/api/chats/${chatId}/read`, { upTo: 61 });

const profile = await mkdtemp(join(tmpdir(), 'messenger-lighthouse-'));
const port = await freePort();
const context = await chromium.launchPersistentContext(profile, {
  executablePath: browserPath!,
  args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
});
const page = await context.newPage();
await new Person(page, 'ann', ann.username).logIn(whole.url);
await page.locator('.shell[data-connection="online"]').waitFor();
await page.close();

const run = await lighthouse(
  `${whole.url}/chat/${chatId}`,
  // The login is in the storage.
  { port, logLevel: 'error', onlyCategories: Object.keys(targets), disableStorageReset: true },
  isMobile ? undefined : desktopConfig,
);
await context.close();
await rm(profile, { recursive: true, force: true });
if (!run) throw new Error('Lighthouse gave no result');

const { categories, audits } = run.lhr;
for (const [id, target] of Object.entries(targets)) {
  const category = categories[id];
  const score = Math.round((category?.score ?? 0) * 100);
  if (score < target) process.exitCode = 1;
  console.log(`${id.padEnd(16)} ${String(score).padStart(3)}  ≥ ${target}${score < target ? '  MISSED' : ''}`);
  for (const { id: audit, weight } of category?.auditRefs ?? []) {
    const found = audits[audit];
    const flawed = weight > 0 && found && found.score !== null && found.score < 1;
    if (flawed) console.log(`  ${audit}: ${found.displayValue ?? found.title}`);
  }
}
