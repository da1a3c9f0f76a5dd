import type { Locator, Page } from 'playwright-core';
import type { Words } from '../../web/src/lib/words/en.ts';
import type { Cast } from './cast.ts';
import type { Options } from './look.ts';

/** What a part of the walk goes through: a page, what it calls things, and how each screen is looked at. */
export type Walk = {
  page: Page;
  url: string;
  w: Words;
  cast: Cast;
  look(screen: string, options?: Options): Promise<void>;
};

/** Esc, and what it closed is gone. */
export async function closeByEsc(page: Page, role: 'dialog' | 'alertdialog' | 'menu' = 'dialog'): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole(role).last().waitFor({ state: 'detached' });
}

/** A chat in the list, by its name alone: what it shows besides changes. */
export const chatLink = ({ page, w }: Walk, name: string): Locator =>
  page.getByRole('navigation', { name: w.chats.list }).getByTitle(name, { exact: true });
