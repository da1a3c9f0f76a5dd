import type { SystemOptions } from '@messenger/stack';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import { type SharedSystem, sharedSystem } from '../shared-system.ts';
import { type WholeSystem, wholeSystem } from '../system.ts';
import { launch, openBrowser } from './browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the windows, in px: a desktop's, a tablet's or a phone's. */
    width: number;
  }
}

/** How wide windows are in this run, in px. */
export const width = inject('width');

/** A browser, and people in it, who are gone once their test is over: who stays goes on reading, and takes of the machine. */
type InBrowser = {
  browser(): Browser;
  /** A person's own browser, in a window as wide as this run's unless said otherwise. */
  open(size?: { width?: number; height?: number }): ReturnType<typeof openBrowser>;
  /** One that keeps nothing of the client itself: what is not served is not there. Without motion. */
  openPlain(locale?: string): Promise<Page>;
};

const leaveAfterTest = (context: BrowserContext) => onTestFinished(() => context.close());

function inBrowser(): InBrowser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  return {
    browser: () => browser,
    async open(size) {
      const opened = await openBrowser(browser, { width, height: 1600, ...size });
      leaveAfterTest(opened.context);
      return opened;
    },
    async openPlain(locale = 'en') {
      const viewport = { width, height: 720 };
      const context = await browser.newContext({ viewport, locale, reducedMotion: 'reduce', serviceWorkers: 'block' });
      leaveAfterTest(context);
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      return page;
    },
  };
}

/** The product that all tests share, and a browser during the tests of the suite in which it is called. */
export const sharedInBrowser = (): SharedSystem & InBrowser => ({ ...sharedSystem(), ...inBrowser() });

/** A product of the suite's own, which starts and ends with its browser. */
export function systemInBrowser(
  options?: Partial<SystemOptions>,
): Pick<WholeSystem, 'url' | 'restart' | 'logOf'> & InBrowser {
  let whole: WholeSystem;
  beforeAll(async () => {
    whole = await wholeSystem(options);
  });
  afterAll(() => whole?.[Symbol.asyncDispose]());
  return {
    ...inBrowser(),
    get url() {
      return whole.url;
    },
    restart: (change) => whole.restart(change),
    logOf: (chatId) => whole.logOf(chatId),
  };
}
