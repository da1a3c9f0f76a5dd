import { WireUser } from '@messenger/testkit';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, launch } from './pages/browser.ts';
import { Person } from './pages/person.ts';
import { type WholeSystem, wholeSystem } from './system.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What WCAG 2.2 AA has against the page as it stands, as far as a machine can tell. */
async function flawsOf(page: Page): Promise<string[]> {
  const { violations } = (await page.evaluate(
    `(async () => { ${axe.source}; return axe.run({ runOnly: ${JSON.stringify(rules)} }); })()`,
  )) as axe.AxeResults;
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html}`));
}

const fits = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth');

describe.skipIf(!browserPath)('for everyone', () => {
  let whole: WholeSystem;
  let browser: Browser;
  let ann: WireUser;
  let chatId: string;
  beforeAll(async () => {
    [whole, browser] = await Promise.all([wholeSystem(), launch()]);
    const [one, ben, cleo] = await Promise.all(
      ['Ann', 'Ben', 'Cleo'].map((name) => WireUser.register(whole.url, name)),
    );
    ann = one!;
    await ann.befriend(ben!);
    await cleo!.must('POST', '/api/contacts/requests', { userId: ann.id });
    chatId = (await ann.directChat(ben!)).id;
    await ben!.send(chatId, 'A word that is far too long for a narrow screen: '.concat('x'.repeat(200)));
    await ann.send(chatId, 'Well.');
  });
  afterAll(async () => {
    await browser?.close();
    await whole?.[Symbol.asyncDispose]();
  });

  test.each(['light', 'dark'] as const)(
    'no screen has a flaw in the %s theme, or is wider than its window',
    async (colorScheme) => {
      const context = await browser.newContext({ colorScheme, locale: 'en', reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      const check = async (screen: string) => {
        for (const width of [1280, 768, 360, 320]) {
          await page.setViewportSize({ width, height: 720 });
          expect(await flawsOf(page), `${screen} at ${width}`).toEqual([]);
          expect(await fits(page), `${screen} at ${width}`).toBe(true);
        }
        await page.setViewportSize({ width: 1280, height: 720 });
      };

      await page.goto(`${whole.url}/register`);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('Enter your username.').waitFor();
      await check('registration with flaws');
      await new Person(page, 'Ann', ann.username).logIn(whole.url);
      await page.getByRole('heading', { name: 'Pick up where you left off' }).waitFor();
      await check('home');
      await page.goto(`${whole.url}/contacts`);
      await page.getByRole('button', { name: 'Accept Cleo' }).waitFor();
      await check('contacts');
      await page.goto(`${whole.url}/chat/${chatId}`);
      await page.getByRole('article').getByText('Well.').waitFor();
      await check('chat');
      await page.goto(`${whole.url}/nowhere`);
      await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
      await check('not found');
      await context.close();
    },
  );

  test('the keyboard reaches everything, and Esc gives the focus back', async () => {
    const page = await browser.newPage({ locale: 'en' });
    page.setDefaultTimeout(20_000);
    await new Person(page, 'Ann', ann.username).logIn(whole.url);
    const focused = () => page.locator(':focus');
    const chat = page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /Ben/ });
    await chat.waitFor();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('be');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused().getAttribute('href')).toBe(`/chat/${chatId}`);
    await page.keyboard.press('Enter');
    const composer = page.getByRole('textbox', { name: 'Message Ben' });
    await expect.poll(() => focused().getAttribute('aria-label')).toBe('Message Ben');
    await page.keyboard.type('by keyboard');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('alone');
    expect(await composer.inputValue()).toBe('by keyboard\nalone');
    await page.keyboard.press('Enter');
    await page.getByRole('article').getByText('by keyboard').waitFor();

    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByLabel('Filter chats').inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused().getAttribute('aria-label')).toBe('Message Ben');

    await page.getByRole('button', { name: 'More', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Remove contact' }).press('Enter');
    // Until the menu it came from has gone, Esc is still the menu's.
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.getByRole('alertdialog').locator(':focus').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await expect.poll(() => focused().getAttribute('aria-label')).toBe('More');
    await page.close();
  });
});
