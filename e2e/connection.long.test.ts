import { setTimeout as sleep } from 'node:timers/promises';
import { upgradeProxy } from '@messenger/testkit';
import { describe, expect, test } from 'vitest';
import { browserPath } from './pages/browser.ts';
import { systemInBrowser } from './pages/in-browser.ts';
import { Desk, someoneWithChats } from './pages/several-chats.ts';

describe.skipIf(!browserPath)('the connection of a browser', () => {
  const whole = systemInBrowser();
  const sentIn = async (chatId: string) =>
    (await whole.logOf(chatId)).flatMap((event) => (event.type === 'MessageSent' ? [event.data.text] : []));
  /** Sockets at the gateway, which counts them once a second. */
  const sockets = async () => {
    await sleep(1_100);
    const metrics = await (await fetch(`${whole.url}/metrics`)).text();
    return Number(/^gateway_connections (\d+)$/m.exec(metrics)?.[1]);
  };

  test('sockets blocked by a proxy: nothing shows but the state, and within 60 s of the end of it one is back', async () => {
    await using proxy = await upgradeProxy(whole.url);
    const { wire, peers, chatIds } = await someoneWithChats(whole.url, 1);
    const [chatId] = chatIds as [string];
    const { context, page, errors } = await whole.open();
    const desk = new Desk(page, proxy.url);
    await desk.logIn(wire.username);
    await desk.open(chatId);
    await expect.poll(desk.via, { timeout: 10_000 }).toBe('socket');

    proxy.blockSockets(true);
    await desk.say('mine, on the way');
    await expect
      .poll(async () => [await desk.state(), await desk.via()], { timeout: 20_000 })
      .toEqual(['online', 'poll']);
    await peers[0]!.send(chatId, 'theirs');
    await expect.poll(desk.texts, { timeout: 5_000 }).toEqual(['mine, on the way', 'theirs']);
    await desk.say('mine, over polls');
    await expect.poll(() => sentIn(chatId), { timeout: 5_000 }).toHaveLength(3);
    const before = proxy.refused;
    await expect.poll(() => proxy.refused, { timeout: 40_000 }).toBeGreaterThan(before);

    proxy.blockSockets(false);
    await expect.poll(desk.via, { timeout: 60_000 }).toBe('socket');
    await peers[0]!.send(chatId, 'over the socket');
    const said = ['mine, on the way', 'theirs', 'mine, over polls', 'over the socket'];
    await expect.poll(desk.texts, { timeout: 5_000 }).toEqual(said);
    expect(await sentIn(chatId)).toEqual(said);
    expect(errors).toEqual([]);
    await context.close();
  });

  test('two tabs have one socket and send nothing twice; when the one that has it is killed, the other goes on', async () => {
    const { wire, peers, chatIds } = await someoneWithChats(whole.url, 1);
    const [chatId] = chatIds as [string];
    const { context, page, errors } = await whole.open();
    const first = new Desk(page, whole.url);
    await first.logIn(wire.username);
    await expect.poll(sockets, { timeout: 10_000 }).toBe(1);
    await first.open(chatId);
    const second = new Desk(await context.newPage(), whole.url);
    await second.goTo(chatId);
    await expect.poll(second.state, { timeout: 10_000 }).toBe('online');
    const said: string[] = [];
    for (const [i, desk] of [first, second, second, first].entries()) {
      said.push(`said ${i}`);
      await desk.say(`said ${i}`);
      for (const each of [first, second]) await expect.poll(each.texts, { timeout: 5_000 }).toEqual(said);
    }
    await peers[0]!.send(chatId, 'theirs');
    said.push('theirs');
    for (const each of [first, second]) await expect.poll(each.texts, { timeout: 5_000 }).toEqual(said);
    expect(await sockets()).toBe(1);

    await first.kill();
    await second.say('after the end of the other');
    said.push('after the end of the other');
    await expect.poll(() => sentIn(chatId), { timeout: 5_000 }).toEqual(said);
    await expect.poll(second.texts, { timeout: 5_000 }).toEqual(said);
    await expect.poll(sockets, { timeout: 5_000 }).toBe(1);

    const third = new Desk(await context.newPage(), whole.url);
    await third.goTo(chatId);
    await expect.poll(third.texts, { timeout: 10_000 }).toEqual(said);
    await third.page.getByRole('button', { name: 'Your account' }).first().click();
    await third.page.getByText('Log out').first().click();
    await second.page.getByLabel('Username', { exact: true }).waitFor();
    await expect.poll(sockets, { timeout: 10_000 }).toBe(0);
    expect(errors).toEqual([]);
  });
});
