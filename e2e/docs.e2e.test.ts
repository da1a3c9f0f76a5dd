import { findOnPath } from '@messenger/stack';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenPromises, promisesOf } from '../scripts/docs/promises.ts';
import type { ScriptLine } from '../scripts/docs/shell.ts';
import { linesOf, mentionedNatsCommands, pkill } from './commands/lines-of-pages.ts';
import { runLines } from './commands/run-lines.ts';
import { talking } from './commands/talking.ts';
import { browserPath, launch, openBrowser } from './pages/browser.ts';
import { type WholeSystem, wholeSystem } from './system.ts';

let whole: WholeSystem;
beforeAll(async () => {
  whole = await wholeSystem();
});
afterAll(() => whole[Symbol.asyncDispose]());

const hasNatsCli = findOnPath('nats') !== undefined;
const noNats: ScriptLine = { code: 'nats() { :; }', comment: '', line: 0 };
const usesNats = ({ code }: ScriptLine) => /\bnats [a-z]/.test(code);

/** What went otherwise than the page says. */
async function flawsOf(lines: readonly ScriptLine[]): Promise<string[]> {
  const env = { ...process.env, DATA_DIR: whole.dataDir };
  const outcomes = await runLines(lines, { env, timeoutMs: 150_000 });
  if (process.env.E2E_LOGS) for (const { code, output } of outcomes) console.log(`$ ${code}\n${output}`);
  return outcomes.flatMap(brokenPromises);
}

test('the tutorial does what it says; without the NATS CLI, all but its commands', async () => {
  const lines = linesOf('docs/tutorial.md', whole);
  expect(lines.length).toBeGreaterThan(20);
  const doable = hasNatsCli
    ? lines
    : [noNats, ...lines.map((line) => (usesNats(line) ? { ...line, comment: '' } : line))];
  expect(await flawsOf([pkill(whole, 'chat-command'), ...doable])).toEqual([]);
  expect(whole.system.services.get('chat-command').restarts).toBe(1);
});

describe.skipIf(!hasNatsCli)('with the NATS CLI', () => {
  let talk: AsyncDisposable;
  beforeAll(async () => {
    talk = await talking(whole.url);
  });
  afterAll(() => talk?.[Symbol.asyncDispose]());

  test('every command of the cookbook does what it says', async () => {
    const lines = linesOf('docs/nats.md', whole);
    expect(lines.length).toBeGreaterThan(30);
    const shows = lines.filter((line) => usesNats(line) && !/^\w+=/.test(line.code));
    expect(shows.filter((line) => promisesOf(line).shows.length === 0)).toEqual([]);
    expect(await flawsOf(lines)).toEqual([]);
  });

  test('so does every one that another page mentions', async () => {
    const mentioned = mentionedNatsCommands();
    expect(mentioned.length).toBeGreaterThan(5);
    const [login] = linesOf('docs/nats.md', whole);
    expect(await flawsOf([login!, ...mentioned])).toEqual([]);
  });
});

describe.skipIf(!browserPath)('the documentation of the API, in a browser that keeps to the security policy', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test('HTTP: every operation is shown, opens, and nothing is loaded from elsewhere', async () => {
    const { page, errors } = await openBrowser(browser);
    // The library is large, and a busy machine slow to draw all of it.
    page.setDefaultTimeout(60_000);
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).protocol + new URL(request.url()).host));
    await page.goto(`${whole.url}/docs`);
    await page.getByText('Send a message', { exact: true }).click();
    await page.getByText('It is in the log, for good.').waitFor();
    const document = (await (await fetch(`${whole.url}/docs/openapi.json`)).json()) as { paths: object };
    const operations = Object.values(document.paths).flatMap(Object.keys).length;
    expect(await page.locator('.opblock').count()).toBe(operations);
    expect(errors).toEqual([]);
    expect([...hosts].filter((host) => !host.startsWith('data:'))).toEqual([`http:${new URL(whole.url).host}`]);
    await page.context().close();
  });

  test('the socket: every frame and push is shown', async () => {
    const { page, errors } = await openBrowser(browser);
    await page.goto(`${whole.url}/docs/socket`);
    for (const id of ['message:send', 'push.chat:added', 'typing:start', 'push.typing:start', 'push.ready']) {
      await page.locator(`[id="${id}"]`).waitFor();
    }
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
