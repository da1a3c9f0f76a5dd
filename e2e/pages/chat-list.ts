import type { Locator, Page } from 'playwright-core';

/** The chats, and with them the ways to everything else: on a phone they give way to what is open, and one goes back. */
export async function toChats(page: Page): Promise<Locator> {
  const back = page.getByRole('link', { name: 'Back to chats' });
  const list = page.getByRole('navigation', { name: 'Chats' });
  await list.or(back).first().waitFor();
  if (await back.isVisible()) await back.click();
  await list.waitFor();
  return list;
}

/** The chats with what was said last in each: on a tablet, where they are a rail of faces, one asks for the rest. */
export async function toPreviews(page: Page): Promise<Locator> {
  const list = await toChats(page);
  const show = page.getByRole('button', { name: 'Show the chat list' });
  if (await show.isVisible()) await show.click();
  return list;
}
