import type { Locator, Page } from 'playwright-core';

/** The chats, and with them the ways to everything else: on a phone they give way to what is open, and one goes back as far as they are. */
export async function toChats(page: Page): Promise<Locator> {
  const back = page.getByRole('link', { name: /^Back( to chats)?$/ });
  const list = page.getByRole('navigation', { name: 'Chats' });
  for (;;) {
    await list.or(back).first().waitFor();
    if (await list.isVisible()) return list;
    const from = page.url();
    await back.click();
    await page.waitForURL((url) => url.href !== from);
  }
}

/** The chats with what was said last in each: on a tablet, where they are a rail of faces, one asks for the rest. */
export async function toPreviews(page: Page): Promise<Locator> {
  const list = await toChats(page);
  const show = page.getByRole('button', { name: 'Show the chat list' });
  if (await show.isVisible()) await show.click();
  return list;
}
