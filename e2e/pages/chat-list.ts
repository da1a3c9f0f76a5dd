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
