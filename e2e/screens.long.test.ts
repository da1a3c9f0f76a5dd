import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@messenger/stack';
import { beforeAll, describe, expect, test } from 'vitest';
import { de } from '../web/src/lib/words/de.ts';
import { en } from '../web/src/lib/words/en.ts';
import { browserPath } from './pages/browser.ts';
import { devClient } from './pages/dev-client.ts';
import { systemInBrowser } from './pages/in-browser.ts';
import { type Cast, cast } from './screens/cast.ts';
import { gather, talk, write } from './screens/chatting.ts';
import { Look } from './screens/look.ts';
import { arrange, manageGroup, meet, search } from './screens/managing.ts';
import { begin, logIn, signIn } from './screens/signing-in.ts';
import { getLost } from './screens/trouble.ts';
import type { Walk } from './screens/walk.ts';

const pictures = join(repositoryRoot, 'test-results/pictures');

describe.skipIf(!browserPath)('for everyone', () => {
  const whole = systemInBrowser();
  let people: Cast;
  beforeAll(async () => {
    people = await cast(whole.url);
    await rm(pictures, { recursive: true, force: true });
  });

  test('no screen in any state has a flaw in any theme, or is wider than its window', async () => {
    const page = await whole.openPlain();
    const look = new Look(page, join(pictures, 'screens'));
    const walk: Walk = {
      page,
      url: whole.url,
      w: en,
      cast: people,
      look: (screen, options) => look.at(screen, options),
    };
    const parts = [signIn, begin, talk, gather, write, manageGroup, meet, arrange, search, getLost];
    try {
      for (const part of parts) await part(walk);
    } catch (error) {
      await page.screenshot({ path: join(pictures, 'where-it-ended.png') });
      throw error;
    }
    console.log(`a picture of every screen is in ${look.folder}`);
    expect(look.found).toEqual([]);
    await page.context().close();
  }, 300_000);

  test('German fits the narrowest screen too', async () => {
    const page = await whole.openPlain('de');
    const look = new Look(page, join(pictures, 'german'));
    const walk = { page, url: whole.url, w: de, cast: people, look: (screen: string) => look.fits(screen) };
    await page.goto(whole.url);
    await logIn(walk);
    for (const part of [gather, manageGroup, arrange, search]) await part(walk);
    expect(look.found).toEqual([]);
    await page.context().close();
  });

  test('a finger hits every control, and nothing moves for who wants no motion', async () => {
    const page = await whole.openPlain();
    const look = new Look(page, join(pictures, 'by-hand'));
    const walk = { page, url: whole.url, w: en, cast: people, look: (screen: string) => look.byHand(screen) };
    await page.goto(whole.url);
    await logIn(walk);
    for (const part of [talk, gather, write, manageGroup, arrange, search]) await part(walk);
    expect(look.found).toEqual([]);
    expect(look.moving).toBeGreaterThan(0);
    await page.context().close();
  });

  test('no widget has a flaw in any of its states, in any theme', async () => {
    await using dev = await devClient();
    const page = await whole.openPlain();
    const look = new Look(page, join(pictures, 'widgets'));
    await page.goto(`${dev.url}/ui?demo`);
    await page.getByRole('heading', { name: 'Widgets' }).waitFor({ timeout: 60_000 });
    await look.at('widgets', { height: 1600, closely: true });
    await page.getByRole('switch', { name: 'Right to left' }).click();
    await look.at('widgets from right to left', { widths: [1280], height: 1600 });
    await page.setViewportSize({ width: 1280, height: 1600 });
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).waitFor();
    await look.at('menu', { widths: [1280], height: 1600 });
    expect(look.found).toEqual([]);
    await page.context().close();
  });
});
