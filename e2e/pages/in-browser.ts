import type { SystemOptions } from '@messenger/stack';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type WholeSystem, wholeSystem } from '../system.ts';
import { launch, openBrowser } from './browser.ts';

export type SystemInBrowser = Pick<WholeSystem, 'url' | 'restart' | 'logOf'> & {
  readonly browser: Browser;
  /** A person's own browser. */
  open(size?: { width: number; height: number }): ReturnType<typeof openBrowser>;
  /** One that keeps nothing of the client itself: what is not served is not there. Without motion. */
  openPlain(locale?: string): Promise<Page>;
};

/** The whole product and a browser, from before the tests of the suite in which it is called until after them. */
export function systemInBrowser(options?: Partial<SystemOptions>): SystemInBrowser {
  let whole: WholeSystem;
  let browser: Browser;
  beforeAll(async () => {
    [whole, browser] = await Promise.all([wholeSystem(options), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await whole?.[Symbol.asyncDispose]();
  });
  return {
    get url() {
      return whole.url;
    },
    get browser() {
      return browser;
    },
    restart: (change) => whole.restart(change),
    logOf: (chatId) => whole.logOf(chatId),
    open: (size) => openBrowser(browser, size),
    async openPlain(locale = 'en') {
      const context = await browser.newContext({ locale, reducedMotion: 'reduce', serviceWorkers: 'block' });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      return page;
    },
  };
}
