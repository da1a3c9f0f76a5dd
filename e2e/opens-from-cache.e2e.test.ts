import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@messenger/kit';
import type { Message } from '@messenger/proto';
import { WireUser } from '@messenger/testkit';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browserPath, launchWith } from './pages/browser.ts';
import { toChats } from './pages/chat-list.ts';
import { sharedInBrowser } from './pages/in-browser.ts';
import { Person } from './pages/person.ts';
import { redSquare } from './pages/red-square.ts';
import { Desk, someoneWithChats } from './pages/several-chats.ts';

describe.skipIf(!browserPath)('a page that was here before', () => {
  const whole = sharedInBrowser();

  test('shows its chats and messages without the server, catches up, and keeps nothing after logging out', async () => {
    const { wire, peers, chatIds } = await someoneWithChats(whole.url, 2);
    const [chatId, other] = chatIds as [string, string];
    const said = ['one', 'two', 'three'];
    for (const text of said) await peers[0]!.send(chatId, text);
    const { context, page, errors } = await whole.open();
    const desk = new Desk(page, whole.url);
    await desk.logIn(wire.username);
    await desk.open(chatId);
    await expect.poll(desk.texts).toEqual(said);
    await expect.poll(() => keptChats(desk)).toBe(2);
    await expect.poll(() => desk.holds('cache', 'three')).toBe(true);
    await page.close();

    await context.route('**/api/**', (route) => route.abort());
    await peers[0]!.send(chatId, 'meanwhile');
    const again = new Desk(await context.newPage(), whole.url);
    await again.goTo(chatId);
    await expect.poll(again.texts).toEqual(said);
    await expect.poll(again.state).toBe('offline');
    await again.open(other);
    await again.open(chatId);
    await context.unroute('**/api/**');
    await expect.poll(again.texts, { timeout: 30_000 }).toEqual([...said, 'meanwhile']);

    await toChats(again.page);
    await again.page.getByRole('button', { name: 'Your account' }).first().click();
    await again.page.getByText('Log out').first().click();
    await again.page.getByLabel('Username', { exact: true }).waitFor();
    await expect.poll(() => keptChats(again)).toBe(0);

    await context.route('**/api/**', (route) => route.abort());
    for (const path of ['/login', '/']) {
      await again.page.goto(whole.url + path);
      await again.page.getByText('Offline', { exact: true }).filter({ visible: true }).first().waitFor();
    }
    expect(errors).toEqual([]);
  });

  test.each([true, false])('is logged in after the browser was closed where it is to be: %s', async (remember) => {
    const { username } = await WireUser.register(whole.url, 'ann');
    const profile = await mkdtemp(join(tmpdir(), 'messenger-profile-'));
    try {
      {
        await using context = await launchWith(profile);
        const page = await context.newPage();
        await new Person(page, 'ann', username).logIn(whole.url, remember);
        await page.locator('.shell[data-connection="online"]').waitFor();
        await page.reload();
        await page.locator('.shell[data-connection="online"]').waitFor();
      }
      await using context = await launchWith(profile);
      const page = await context.newPage();
      await page.goto(whole.url);
      if (remember) await page.locator('.shell[data-connection="online"]').waitFor();
      else await page.getByRole('heading', { name: 'Log in' }).waitFor();
    } finally {
      await rm(profile, { recursive: true, force: true });
    }
  });

  test('opens without any network, writes there, says what waits, and sends it when the line is back', async () => {
    const { wire, peers, chatIds } = await someoneWithChats(whole.url, 1);
    const [chatId] = chatIds as [string];
    await peers[0]!.send(chatId, 'before');
    const { context, page, errors } = await whole.open();
    const desk = new Desk(page, whole.url);
    await desk.logIn(wire.username);
    await desk.open(chatId);
    await expect.poll(desk.texts).toEqual(['before']);
    await expect.poll(() => desk.holds('cache', 'before')).toBe(true);
    await desk.worker();
    await page.close();

    await context.setOffline(true);
    const again = new Desk(await context.newPage(), whole.url);
    await again.goTo(chatId);
    await expect.poll(again.texts).toEqual(['before']);
    await again.say('from the tunnel');
    await again.page
      .getByText(/Offline · 1 message waiting/)
      .filter({ visible: true })
      .first()
      .waitFor();
    await again.page.getByRole('article').getByRole('img', { name: 'Waiting on this device' }).waitFor();
    await context.setOffline(false);
    await again.page
      .getByRole('article')
      .getByRole('img', { name: /^(Sent|Delivered)/ })
      .waitFor();
    const stored = async () =>
      (await wire.must<{ messages: Message[] }>('GET', `/api/chats/${chatId}/messages`)).messages;
    await expect.poll(async () => (await stored()).map(({ text }) => text)).toEqual(['before', 'from the tunnel']);
    expect(errors).toEqual([]);
    for (const path of ['/sw.js', '/manifest.webmanifest', '/index.html', `/chat/${chatId}`]) {
      const answer = await fetch(whole.url + path, { headers: { accept: 'text/html' } });
      expect(answer.headers.get('cache-control'), path).toBe('no-cache');
    }
  });

  test('shows the images it showed before without any network, though its cookie for them is another', async () => {
    const { wire, peers, chatIds } = await someoneWithChats(whole.url, 1);
    const [chatId] = chatIds as [string];
    const { attachment } = (await peers[0]!.upload(redSquare)).body;
    const message = { messageId: newId(), attachmentIds: [attachment.id] };
    await peers[0]!.must('POST', `/api/chats/${chatId}/messages`, message);
    const { context, page } = await whole.open();
    const desk = new Desk(page, whole.url);
    await desk.logIn(wire.username);
    await desk.open(chatId);
    await expect.poll(() => imageIsThere(page)).toBe(true);
    await expect.poll(() => desk.holds('cache', attachment.id)).toBe(true);
    await desk.worker();
    await page.close();

    // As at each refresh of the session.
    await context.clearCookies({ name: 'images' });
    await context.setOffline(true);
    const again = new Desk(await context.newPage(), whole.url);
    await again.goTo(chatId);
    await expect.poll(() => imageIsThere(again.page)).toBe(true);
  });

  test('tells of new messages when nobody looks: once for two tabs, as each chat and its user wish, until they are read', async () => {
    const { wire, peers, chatIds } = await someoneWithChats(whole.url, 3);
    const [loud, muted, mentions] = chatIds as [string, string, string];
    await wire.must('PUT', `/api/chats/${muted}/settings`, { muted: true });
    await wire.must('PUT', `/api/chats/${mentions}/settings`, { notify: 'mentions' });
    const { context, page } = await whole.open({ height: 800 });
    await context.grantPermissions(['notifications'], { origin: whole.url });
    const desk = new Desk(page, whole.url);
    await desk.logIn(wire.username);
    await desk.worker();
    await page.goto(`${whole.url}/settings`);
    const second = new Desk(await context.newPage(), whole.url);
    await second.page.goto(`${whole.url}/settings`);
    await expect.poll(second.state).toBe('online');
    // Switched on in one tab, and told by the other.
    const [here, there] = [second, desk].map((each) =>
      each.page.getByRole('switch', { name: 'Show notifications on this device' }),
    );
    expect(await here!.isChecked()).toBe(false);
    await here!.click();
    for (const each of [here!, there!]) await expect.poll(() => each.isChecked()).toBe(true);
    const desks = [desk, second];
    // What tells comes after the first screen, and tells of what is new from then on.
    for (const each of desks) await expect.poll(each.background).toBe(true);

    // Somebody looks at one of the two: nothing is told.
    await peers[0]!.send(loud, 'seen anyway');
    await expect.poll(() => page.title()).toMatch(/^\(1\) /);
    for (const each of desks) await each.lookAway();
    await (await context.newPage()).bringToFront();
    await expect.poll(desk.anyFocused).toBe(false);
    for (const text of ['one', 'two']) await peers[0]!.send(loud, text);
    await peers[1]!.send(muted, 'not worth a sound');
    await peers[2]!.send(mentions, 'not for you');
    await expect.poll(desk.notices).toEqual([['peer0 · 3 new messages', 'two']]);
    await expect.poll(() => page.title()).toMatch(/^\(4\) /);
    expect(await page.locator('link[rel="icon"]').getAttribute('href')).toContain(encodeURIComponent('>4<'));
    // What comes right after does not take away that this was for one.
    const socket = await peers[2]!.connect();
    await Promise.all(
      [`but this, @${wire.username.toUpperCase()}`, 'nor this'].map((text) =>
        socket.ask('message:send', { chatId: mentions, messageId: newId(), text }),
      ),
    );
    socket.close();
    await expect.poll(async () => (await desk.notices()).map(([title]) => title)).toContain('peer2 · 3 new messages');
    expect(await desk.notices()).toHaveLength(2);

    await second.clickNotice('peer0 · 3 new messages');
    await expect.poll(() => desks.map((each) => new URL(each.page.url()).pathname)).toContain(`/chat/${loud}`);
    await expect.poll(async () => (await desk.notices()).map(([title]) => title)).toEqual(['peer2 · 3 new messages']);
    await wire.must('POST', `/api/chats/${mentions}/read`, { upTo: 3 });
    await expect.poll(desk.notices).toEqual([]);

    // The tab that tells is the one that keeps, and it keeps later than it tells: what is kept, it knew, or has told.
    await wire.must('PUT', '/api/users/me', { presence: 'dnd' });
    await expect.poll(() => desk.holds('cache', '"presence":"dnd"')).toBe(true);
    await peers[0]!.send(loud, 'do not disturb');
    await expect.poll(() => desk.holds('cache', 'do not disturb')).toBe(true);
    expect(await desk.notices()).toEqual([]);
  });
});

const imageIsThere = (page: Page): Promise<boolean> =>
  page.getByRole('img', { name: /^Image from peer0/ }).evaluate((image: HTMLImageElement) => image.naturalWidth > 0);

/** Of how many chats the browser keeps what was seen. */
const keptChats = (desk: Desk) => desk.stored('cache', 'chat:');
