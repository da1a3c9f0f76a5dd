import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, launch, openBrowser } from './pages/browser.ts';
import { type WholeSystem, wholeSystem } from './system.ts';

describe.skipIf(!browserPath)('the documentation, in a browser that keeps to the security policy', () => {
  let whole: WholeSystem;
  let browser: Browser;
  beforeAll(async () => {
    [whole, browser] = await Promise.all([wholeSystem(), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await whole[Symbol.asyncDispose]();
  });

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
