import type { Chat, Message } from '@messenger/proto';
import { WireUser } from '@messenger/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, launch, openBrowser } from './pages/browser.ts';
import { Person } from './pages/person.ts';
import { TimelineView } from './pages/timeline.ts';
import { type WholeSystem, wholeSystem } from './system.ts';

describe.skipIf(!browserPath)('in a group on two devices', () => {
  let whole: WholeSystem;
  let browser: Browser;
  let ann: WireUser;
  let ben: WireUser;
  let cleo: WireUser;
  let chatId: string;
  beforeAll(async () => {
    [whole, browser] = await Promise.all([wholeSystem(), launch()]);
    const all = await Promise.all(['Ann', 'Ben', 'Cleo'].map((name) => WireUser.register(whole.url, name)));
    [ann, ben, cleo] = all as [WireUser, WireUser, WireUser];
    for (const other of [ann, cleo]) await ben.befriend(other);
    const body = { name: 'Crew', memberIds: [ann.id, cleo.id] };
    chatId = (await ben.must<{ chat: Chat }>('POST', '/api/chats/group', body)).chat.id;
    await ben.must('PUT', `/api/chats/${chatId}`, { name: 'Harbour crew' });
    await ben.send(chatId, 'Who brings the **ropes**?');
    await cleo.send(chatId, 'I do.');
  });
  afterAll(async () => {
    await browser?.close();
    await whole?.[Symbol.asyncDispose]();
  });

  async function device() {
    const { page, errors } = await openBrowser(browser, { width: 1280, height: 800 });
    await new Person(page, 'Ann', ann.username).logIn(whole.url);
    const link = page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /Harbour crew/ });
    await link.waitFor();
    return { page, errors, link, view: new TimelineView(page) };
  }

  test('what is read counts everywhere; a message is answered, changed and deleted', async () => {
    const [desk, phone] = [await device(), await device()];
    for (const { link } of [desk, phone]) await link.getByText('2 unread messages').waitFor();
    await desk.link.click();
    const { page, view } = desk;
    await view.region.getByText('Ben named the group “Harbour crew”').waitFor();
    await view.region.getByRole('heading', { name: 'Cleo' }).waitFor();
    await phone.link.getByText('unread').waitFor({ state: 'detached' });

    const tools = async (text: string, action: string) => {
      const row = view.region.getByRole('article').filter({ hasText: text }).last();
      await row.hover();
      await row.getByRole('button', { name: 'Actions for this message' }).click();
      await page.getByRole('menuitem', { name: action, exact: true }).click();
    };
    await tools('ropes', 'React with 👍');
    await view.region.getByRole('button', { name: '👍 1 person, you among them' }).waitFor();
    await tools('I do.', 'Reply');
    const composer = page.getByRole('textbox', { name: 'Message Harbour crew' });
    await composer.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('Thank you.');
    await page.keyboard.press('Enter');
    const mine = view.region.getByRole('article').filter({ hasText: 'Thank' });
    await mine.getByTitle('Reply to Cleo').getByText('I do.').waitFor();
    await mine.getByRole('img', { name: /^(Sent|Delivered)/ }).waitFor();
    await tools('Thank you.', 'Edit');
    await composer.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('End');
    await page.keyboard.type(' Both of them?');
    await page.keyboard.press('Enter');
    await mine.getByText('edited', { exact: true }).waitFor();
    await mine.getByText('Thank you. Both of them?').waitFor();
    const { messages } = await cleo.must<{ messages: Message[] }>('GET', `/api/chats/${chatId}/messages`);
    await cleo.must('POST', `/api/chats/${chatId}/read`, { upTo: messages.at(-1)!.ordinal });
    await mine.getByRole('img', { name: 'Read by 1' }).waitFor();
    await ben.must('POST', `/api/messages/${messages.at(-1)!.id}/reactions`, { emoji: '🎉' });
    await mine.getByRole('button', { name: '🎉 1 person' }).waitFor();

    await tools('Thank you.', 'Delete');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await view.region.getByText('This message was deleted.').waitFor();
    expect([...desk.errors, ...phone.errors]).toEqual([]);
  });
});
