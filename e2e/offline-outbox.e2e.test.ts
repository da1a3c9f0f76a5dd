import { describe, expect, test } from 'vitest';
import { browserPath } from './pages/browser.ts';
import { systemInBrowser } from './pages/in-browser.ts';
import { Desk, someoneWithChats } from './pages/several-chats.ts';

describe.skipIf(!browserPath)('what was written offline', () => {
  const whole = systemInBrowser();
  const sentIn = async (chatId: string) =>
    (await whole.logOf(chatId)).flatMap((event) => (event.type === 'MessageSent' ? [event.data.text] : []));

  test('50 messages in 5 chats, the page killed, the server restarted: each is there once, in order', async () => {
    const { wire, chatIds } = await someoneWithChats(whole.url, 5);
    const { context, page } = await whole.open();
    const desk = new Desk(page, whole.url);
    await desk.logIn(wire.username);
    for (const chatId of chatIds) await desk.open(chatId);
    await context.setOffline(true);
    const said = (chat: number) => Array.from({ length: 10 }, (_, n) => `chat ${chat}, message ${n}`);
    for (const [i, chatId] of chatIds.entries()) {
      await desk.open(chatId);
      for (const text of said(i)) await desk.say(text);
    }
    await expect.poll(() => kept(desk)).toBe(50);
    await desk.kill();
    await whole.restart();
    await context.setOffline(false);

    const again = new Desk(await context.newPage(), whole.url);
    await again.goTo(chatIds[0]!);
    for (const [i, chatId] of chatIds.entries()) {
      await expect.poll(() => sentIn(chatId)).toEqual(said(i));
      await again.open(chatId);
      await expect.poll(again.texts).toEqual(said(i));
    }
    await expect.poll(() => kept(again)).toBe(0);
  });

  test('without room on the device it is sent all the same, and the page says that it is not kept', async () => {
    const { wire, chatIds } = await someoneWithChats(whole.url, 1);
    const { context, page } = await whole.open();
    const desk = new Desk(page, whole.url);
    // Before anything is stored: a browser remembers for a while how much room there was.
    const devtools = await context.newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: whole.url, quotaSize: 1 });
    await desk.logIn(wire.username);
    await desk.open(chatIds[0]!);
    await context.setOffline(true);
    for (const text of ['one', 'two']) await desk.say(text);
    await page
      .getByText(/Offline · 2 messages waiting · not kept on this device/)
      .filter({ visible: true })
      .first()
      .waitFor();
    await context.setOffline(false);
    await expect.poll(() => sentIn(chatIds[0]!)).toEqual(['one', 'two']);
  });
});

/** How many messages the browser holds that wait to be sent. */
const kept = (desk: Desk) => desk.stored('outbox');
