import { findChromium } from '@messenger/stack';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Where a browser was found; without one, browser tests are skipped by name. */
export const browserPath = findChromium();

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: browserPath!, args });

/** A browser that keeps in a folder what outlives it. */
export const launchWith = (profile: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(profile, { executablePath: browserPath!, args, locale: 'en' });

/** What a browser itself says where there is no line, of the service worker's script too. */
const ofTheLine = /Failed to load resource|WebSocket connection|when fetching the script/;

/** A person's own browser: cookies and storage of its own. Errors on the page fail whoever asks for them. */
export async function openBrowser(browser: Browser, size = { width: 1280, height: 1600 }) {
  const context = await browser.newContext({ viewport: size, locale: 'en', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !ofTheLine.test(message.text())) errors.push(message.text());
  });
  page.setDefaultTimeout(20_000);
  return { context, page, errors };
}

export type { Page };
