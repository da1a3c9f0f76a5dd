import { newId } from '@messenger/kit';
import { chatLink, type Walk } from './walk.ts';

/** Addresses that lead nowhere, a part that cannot be fetched, no network, a chat that has ended meanwhile. */
export async function getLost(walk: Walk): Promise<void> {
  const { page, url, w, cast, look } = walk;
  // Where the widgets are shown, in development alone.
  await page.goto(`${url}/ui`);
  await page.getByRole('heading', { name: w.notFound.title }).waitFor();
  await look('not found');
  await page.goto(`${url}/chat/${newId()}`);
  await page.getByRole('heading', { name: w.notFound.title }).waitFor();
  await look('no such chat');
  await page.context().route('**/SettingsScreen*', (route) => route.abort());
  await page.getByRole('button', { name: w.shell.account }).click();
  await page.getByRole('menuitem', { name: w.shell.settings }).click();
  await page.getByRole('heading', { name: w.broken.title }).waitFor();
  await look('broken');
  await page.context().unroute('**/SettingsScreen*');
  await page.getByRole('link', { name: w.notFound.action }).click();

  await chatLink(walk, 'Ben Okafor').click();
  const composer = page.getByRole('textbox', { name: w.chat.compose('Ben Okafor') });
  await composer.waitFor();
  await page.context().setOffline(true);
  await page.locator('.shell[data-connection="offline"]').waitFor();
  await composer.fill('From the tunnel.');
  await composer.press('Enter');
  const waiting = page.getByRole('article').filter({ hasText: 'From the tunnel.' });
  await waiting.getByRole('img', { name: w.chat.stateOf('waiting', undefined) }).waitFor();
  await look('offline');
  await cast.ben.must('DELETE', `/api/contacts/${cast.ann.id}`);
  await page.context().setOffline(false);
  await waiting.getByRole('button', { name: w.chat.retry }).waitFor();
  await page.getByRole('button', { name: w.chat.requestAgain }).waitFor();
  await look('failed message in a chat that has ended', { closely: true });
}
