/// <reference lib="dom" />
import { inParallel, newId } from '@messenger/kit';
import type { Chat, Message, Sent } from '@messenger/proto';
import { WireUser } from '@messenger/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { browserPath } from './pages/browser.ts';
import { sharedInBrowser } from './pages/in-browser.ts';
import { Keys } from './pages/keys.ts';
import { password } from './pages/person.ts';
import { redSquareFile } from './pages/red-square.ts';
import { Desk, someoneWithChats } from './pages/several-chats.ts';
import { dayOf } from './pages/timeline.ts';

/** What is open follows what happens elsewhere, and what did not work is said. */
describe.skipIf(!browserPath)('a page that stays open', () => {
  const whole = sharedInBrowser();
  let ann: WireUser;
  let peers: WireUser[];
  let chatIds: string[];
  beforeAll(async () => {
    ({ wire: ann, peers, chatIds } = await someoneWithChats(whole.url, 3));
    for (const [i, peer] of peers.entries()) await peer.send(chatIds[i]!, `hello from ${i}`);
  });

  async function enter() {
    const { context, page, errors } = await whole.open({ width: 1280, height: 900 });
    const desk = new Desk(page, whole.url);
    await desk.logIn(ann.username);
    await page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /peer0/ }).waitFor();
    return { context, page, desk, errors };
  }

  test('what one is about to choose stays in its place while messages come', async () => {
    const { page, errors } = await enter();
    const { chat } = await ann.must<{ chat: Chat }>('POST', '/api/chats/group', {
      name: 'Meadow',
      memberIds: [peers[0]!.id],
    });
    await page.keyboard.press('Control+k');
    const switcher = page.getByRole('dialog');
    await switcher.getByRole('option', { name: /Meadow/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    const chosen = switcher.getByRole('option', { selected: true });
    const name = (await chosen.getAttribute('id')) ?? '';
    const row = await chosen.elementHandle();
    const last = chatIds.find((chatId) => !name.endsWith(chatId))!;
    await peers[chatIds.indexOf(last)]!.send(last, 'to the top');
    await expect.poll(() => switcher.getByRole('option').first().getAttribute('id')).toContain(last);
    expect(await chosen.getAttribute('id')).toBe(name);
    expect(await row?.evaluate((element) => element.isConnected)).toBe(true);
    await page.keyboard.press('Escape');

    await page.goto(`${whole.url}/search`);
    const where = page.getByLabel('Chat', { exact: true });
    const option = await where.locator(`option[value="${chat.id}"]`).elementHandle();
    const places = () => where.locator('option').evaluateAll((all) => all.map((each) => each.textContent));
    const before = await places();
    const preview = page.getByRole('navigation', { name: 'Chats' }).getByText('once more');
    await peers[1]!.send(chatIds[1]!, 'once more');
    await preview.waitFor();
    expect(await places()).toEqual(before);
    await ann.must('PUT', `/api/chats/${chat.id}`, { name: 'Old meadow' });
    await expect.poll(() => option?.evaluate((element) => element.textContent)).toBe('Old meadow');
    expect(errors).toEqual([]);
  });

  test('a stranger whom the switcher finds can be asked to be a contact', async () => {
    const stranger = await WireUser.register(whole.url, 'stranger');
    const { page, errors } = await enter();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).fill(stranger.username);
    await page.getByRole('group', { name: 'People' }).getByRole('option').click();
    await page.getByRole('button', { name: 'Add stranger' }).waitFor();
    expect(await page.getByLabel('Find people').inputValue()).toBe(stranger.username);
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByRole('button', { name: 'Add stranger' }).waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });

  test('a name set on another device stands in the settings, unless one is changing it', async () => {
    const { page, errors } = await enter();
    await page.goto(`${whole.url}/settings`);
    const field = page.getByLabel('Display name');
    await field.waitFor();
    await ann.must('PUT', '/api/users/me', { displayName: 'Annika' });
    await expect.poll(() => field.inputValue()).toBe('Annika');
    await field.fill('Anna');
    await ann.must('PUT', '/api/users/me', { displayName: 'ann' });
    await page.getByRole('button', { name: 'Your account' }).getByText('ann', { exact: true }).waitFor();
    expect(await field.inputValue()).toBe('Anna');
    expect(errors).toEqual([]);
  });

  test('who has to log in first finds what they were looking for', async () => {
    const { page, errors } = await whole.open();
    await page.goto(`${whole.url}/search?q=hello+from`);
    await page.getByLabel('Username', { exact: true }).fill(ann.username);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect.poll(() => page.getByLabel('Search for').inputValue()).toBe('hello from');
    await page.getByText('3 messages').waitFor();
    expect(errors).toEqual([]);
  });

  test('an answer to what is deleted meanwhile no longer shows it, and is sent all the same', async () => {
    const { page, desk, errors } = await enter();
    const { messageId } = await peers[2]!.send(chatIds[2]!, 'a slip of the tongue');
    await desk.open(chatIds[2]!);
    const slip = page.getByRole('article').filter({ hasText: 'a slip of the tongue' });
    await slip.hover();
    await slip.getByRole('button', { name: 'Actions for this message' }).click();
    await page.getByRole('menuitem', { name: 'Reply', exact: true }).click();
    const about = page.locator('.composer-about');
    await about.getByText('a slip of the tongue').waitFor();
    await peers[2]!.must('DELETE', `/api/messages/${messageId}`);
    await about.getByText('Deleted message').waitFor();
    await desk.say('never mind');
    const sent = page.getByRole('article').filter({ hasText: 'never mind' });
    await sent.getByRole('img', { name: /^(Sent|Delivered|Read)/ }).waitFor();
    // That it is deleted takes no font of its own.
    await page.getByRole('article').getByText('This message was deleted.').waitFor();
    const slanted = () => performance.getEntriesByType('resource').some(({ name }) => name.includes('-italic-'));
    expect(await page.evaluate(slanted)).toBe(false);
    expect(errors).toEqual([]);
  });

  test('beside a message at the pointer one reacts, answers and edits with one click, where there is room', async () => {
    const { page, desk, errors } = await enter();
    await desk.open(chatIds[0]!);
    await desk.say('one click away');
    const own = page.getByRole('article').filter({ hasText: 'one click away' });
    await own.getByRole('img', { name: /^(Sent|Delivered|Read)/ }).waitFor();
    const beside = (name: string) => own.getByRole('button', { name, exact: true });
    await own.hover();
    await beside('Edit').click();
    await page.locator('.composer-about').getByText('Editing your message').waitFor();
    await page.keyboard.press('Escape');
    await own.hover();
    await beside('Add a reaction').click();
    await page.getByLabel('Search emoji').fill('anchor');
    await page.keyboard.press('Enter');
    await own.getByRole('button', { name: /⚓/ }).waitFor();
    await own.hover();
    await beside('Reply').click();
    await page.locator('.composer-about').getByText('one click away').waitFor();
    // What is small in sight is as large as a target has to be.
    await own.hover();
    const reach = (button: HTMLElement | SVGElement) => {
      const { x, y, width, height } = button.getBoundingClientRect();
      const at = (by: number) => document.elementFromPoint(x + width / 2, y + height / 2 + by);
      return [-15, 15].every((by) => at(by)?.closest('button') === button);
    };
    const small = [beside('Reply'), beside('Actions for this message'), own.locator('.message-tick')];
    for (const each of [...small, own.getByRole('button', { name: /⚓/ })])
      await expect.poll(() => each.evaluate(reach)).toBe(true);
    // To the keyboard they show themselves, too.
    await page.keyboard.press('Escape');
    await page.mouse.move(0, 0);
    await beside('Reply').waitFor({ state: 'detached' });
    const keys = new Keys(page);
    await keys.tabTo('button', 'Actions for this message', 'Shift+Tab');
    for (const name of ['Edit', 'Reply', 'Add a reaction']) {
      await keys.press('Shift+Tab');
      await keys.on('button', name);
    }
    await keys.press('Tab', 'Enter');
    await page.locator('.composer-about').getByText('one click away').waitFor();
    await keys.on('textbox', 'Message peer0');
    await beside('Reply').waitFor({ state: 'detached' });
    // With the details beside the chat they are above the message, and cover no text.
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    await own.hover();
    const tools = (await beside('Reply').boundingBox())!;
    for (const text of await page.locator('.message-text').all()) {
      const box = (await text.boundingBox())!;
      expect(box.x + box.width <= tools.x || box.y >= tools.y + tools.height || box.y + box.height <= tools.y).toBe(
        true,
      );
    }
    await beside('Reply').click();
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    await page.setViewportSize({ width: 700, height: 900 });
    await own.hover();
    expect(await beside('Reply').count()).toBe(0);
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(errors).toEqual([]);
  });

  test('a finger that rests on a message opens what can be done with it, and when it was sent', async () => {
    const { page, desk, errors } = await enter();
    await page.setViewportSize({ width: 360, height: 740 });
    await desk.open(chatIds[1]!);
    const said = page.getByRole('article').getByText('hello from 1', { exact: true });
    await said.waitFor();
    /** As a browser tells of a finger that rests there, or of the right button; whether the page takes it. */
    const press = (pointerType: string, where = said) =>
      where.evaluate(
        (on, pointerType) =>
          !on.dispatchEvent(new PointerEvent('contextmenu', { pointerType, bubbles: true, cancelable: true })),
        pointerType,
      );
    expect(await press('mouse')).toBe(false);
    expect(await press('touch')).toBe(true);
    const menu = page.getByRole('menu');
    await menu.getByText(/^(Today|Yesterday), \d/).waitFor();
    await menu.getByRole('menuitem', { name: 'Reply', exact: true }).click();
    await page.locator('.composer-about').getByText('hello from 1').waitFor();
    // What a message has opened keeps the browser's own menu.
    expect(await press('touch')).toBe(true);
    await menu.getByRole('menuitem', { name: 'Another emoji' }).click();
    const field = page.getByLabel('Search emoji');
    await field.waitFor();
    expect(await press('touch', field)).toBe(false);
    expect(await menu.count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('details that lie over a chat close once one goes elsewhere, and stay where they stand beside it', async () => {
    const { page, desk, errors } = await enter();
    await page.setViewportSize({ width: 1100, height: 900 });
    await desk.open(chatIds[0]!);
    const toggle = page.getByRole('button', { name: 'Details' });
    await toggle.click();
    await page.getByRole('complementary', { name: 'Details of peer0' }).waitFor();
    await desk.open(chatIds[1]!);
    const expanded = () => toggle.getAttribute('aria-expanded');
    await expect.poll(expanded).toBe('false');
    // The way back closes them and stays in the chat; who went on from them finds them again.
    await toggle.click();
    const details = page.getByRole('complementary', { name: 'Details of peer1' });
    await details.waitFor();
    await page.goBack();
    await details.waitFor({ state: 'detached' });
    await toggle.and(page.locator(':focus')).waitFor();
    expect(page.url()).toContain(chatIds[1]);
    await toggle.click();
    await details.getByRole('link', { name: 'Profile' }).click();
    await page.waitForURL('**/user/**');
    await page.goBack();
    await details.waitFor();
    await details.getByRole('button', { name: 'Close' }).click();
    await details.waitFor({ state: 'detached' });
    const covers = () => page.evaluate(() => Object.keys(history.state?.covers ?? {}));
    await expect.poll(covers).toEqual([]);
    // Opened again before the way back from their entry has come to its end.
    await toggle.click();
    await expect.poll(covers).toEqual(['details']);
    await toggle.evaluate(async (button: HTMLElement) => {
      const back = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
      const go = history.go.bind(history);
      history.go = (delta) => {
        go(delta);
        button.click();
      };
      button.click();
      await back;
      history.go = go;
    });
    await expect.poll(covers).toEqual(['details']);
    expect(await expanded()).toBe('true');
    // Where there is room again they stand beside the chat.
    await page.setViewportSize({ width: 1280, height: 900 });
    await expect.poll(covers).toEqual([]);
    expect(await expanded()).toBe('true');
    await page.setViewportSize({ width: 1100, height: 900 });
    await expect.poll(covers).toEqual(['details']);
    await page.goBack();
    await details.waitFor({ state: 'detached' });
    await page.goBack();
    await page.waitForURL(`**/chat/${chatIds[0]}`);
    await desk.open(chatIds[1]!);
    // The same day leads to its first message each time.
    const { messages } = await ann.must<{ messages: Message[] }>('GET', `/api/chats/${chatIds[1]}/messages`);
    const first = messages.find(({ text }) => text === 'hello from 1')!;
    for (let time = 0; time < 2; time++) {
      await toggle.click();
      await details.getByRole('button', { name: 'Jump to a date' }).click();
      await page.getByLabel('Day').fill(dayOf(first));
      await page.getByRole('dialog').getByRole('button', { name: 'Jump', exact: true }).click();
      await details.waitFor({ state: 'detached' });
      const lit = page.getByRole('article').and(page.locator('[data-lit]'));
      await lit.getByText('hello from 1').waitFor();
      if (time === 0) await lit.and(page.locator(':focus')).waitFor();
      await lit.waitFor({ state: 'detached' });
    }
    // And that is one place in the history.
    await expect.poll(covers).toEqual([]);
    await page.goBack();
    await page.waitForURL(`**/chat/${chatIds[1]}`);
    await details.getByRole('button', { name: 'Close' }).click();
    await details.waitFor({ state: 'detached' });
    await expect.poll(covers).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
    await toggle.click();
    await desk.open(chatIds[0]!);
    await page.getByRole('complementary', { name: 'Details of peer0' }).waitFor();
    expect(errors).toEqual([]);
  });

  test('the list marks what is open also at one of its messages, and a filter ends with what it found', async () => {
    const { page, errors } = await enter();
    const list = page.getByRole('navigation', { name: 'Chats' });
    const filter = page.getByRole('textbox', { name: 'Filter chats' });
    await filter.fill('peer1');
    await expect.poll(() => list.getByRole('link').count()).toBe(1);
    await list.getByRole('link', { name: /peer1/ }).click();
    await list.getByRole('link', { name: /peer0/ }).waitFor();
    expect(await filter.inputValue()).toBe('');
    const { messages } = await ann.must<{ messages: Message[] }>('GET', `/api/chats/${chatIds[1]}/messages`);
    await page.goto(`${whole.url}/chat/${chatIds[1]}/message/${messages.at(-1)!.id}`);
    const current = () => list.getByRole('link').and(page.locator('[aria-current="page"]')).allTextContents();
    await expect.poll(current).toEqual([expect.stringContaining('peer1')]);
    expect(errors).toEqual([]);
  });

  test('a name or picture leads to whose it is, and the title of a chat to its details', async () => {
    const { page, desk, errors } = await enter();
    await desk.open(chatIds[0]!);
    const message = page.getByRole('article').filter({ hasText: 'hello from 0' });
    const profile = `**/user/${peers[0]!.id}`;
    await message.getByRole('link', { name: 'peer0' }).click();
    await page.waitForURL(profile);
    await page.goBack();
    // The link lies over it.
    await message.locator('.avatar').click({ force: true });
    await page.waitForURL(profile);
    await page.goBack();
    const title = page.getByRole('heading', { name: 'peer0', level: 1 });
    const details = page.getByRole('complementary', { name: 'Details of peer0' });
    await title.getByRole('button').click();
    await details.waitFor();
    await title.getByRole('button').click();
    await details.waitFor({ state: 'detached' });
    // Also of whoever writes theirs from right to left.
    await peers[0]!.must('PUT', '/api/users/me', { displayName: 'שלום' });
    await message.getByRole('link', { name: 'שלום' }).waitFor();
    await message.hover();
    await message.getByRole('button', { name: 'Actions for this message' }).click();
    await page.getByRole('menuitem', { name: 'Reply', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await message.locator('.avatar').click({ force: true });
    await page.waitForURL(profile);
    await page.goBack();
    await page.locator('.pane-header .avatar').click({ force: true });
    await page.getByRole('complementary', { name: /^Details of/ }).waitFor();
    await peers[0]!.must('PUT', '/api/users/me', { displayName: 'peer0' });
    await page.getByRole('heading', { name: 'peer0', level: 1 }).waitFor();
    expect(errors).toEqual([]);
  });

  test('which chat is muted is seen, and who types in a group', async () => {
    const { page, desk, errors } = await enter();
    const body = { name: 'Pier', memberIds: [ann.id] };
    const { chat } = await peers[0]!.must<{ chat: Chat }>('POST', '/api/chats/group', body);
    await ann.must('PUT', `/api/chats/${chat.id}/settings`, { muted: true });
    await desk.open(chat.id);
    const row = page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /Pier/ });
    await row.getByRole('img', { name: 'muted' }).waitFor();
    await page.locator('.pane-header').getByRole('img', { name: 'muted' }).waitFor();
    const socket = await peers[0]!.connect();
    await socket.ready();
    await socket.ask('typing:start', { chatId: chat.id });
    await row.getByText('peer0 is typing').waitFor();
    socket.close();
    expect(errors).toEqual([]);
  });

  test('on a phone the arrow of a page leads to where one came from, and of one that was opened alone to the chats', async () => {
    const { context, page, desk, errors } = await enter();
    await page.setViewportSize({ width: 360, height: 740 });
    await desk.open(chatIds[0]!);
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    const details = page.getByRole('complementary', { name: 'Details of peer0' });
    await details.getByRole('link', { name: 'Profile' }).click();
    await page.waitForURL('**/user/**');
    const profile = page.url();
    await page.getByRole('link', { name: 'Back', exact: true }).click();
    await page.waitForURL(`**/chat/${chatIds[0]}`);
    await details.waitFor();
    const alone = await context.newPage();
    await alone.setViewportSize({ width: 360, height: 740 });
    await alone.goto(profile);
    await alone.getByRole('link', { name: 'Back to chats', exact: true }).click();
    await alone.getByRole('navigation', { name: 'Chats' }).waitFor();
    // What was opened first is a place to go back to, too.
    const linked = await context.newPage();
    await linked.setViewportSize({ width: 360, height: 740 });
    await linked.goto(`${whole.url}/chat/${chatIds[0]}`);
    await linked.getByRole('article').getByRole('link', { name: 'peer0' }).first().click();
    await linked.waitForURL('**/user/**');
    await linked.getByRole('link', { name: 'Back', exact: true }).click();
    await linked.waitForURL(`**/chat/${chatIds[0]}`);
    expect(await linked.evaluate(() => window.navigation?.canGoForward)).toBe(true);
    expect(errors).toEqual([]);
  });

  test('who is in the chat can be mentioned, and a mention leads to whose it is', async () => {
    const { wire: reader, peers: others } = await someoneWithChats(whole.url, 3);
    const [writer, silent, meant] = others as [WireUser, WireUser, WireUser];
    const body = { name: 'Ferry', memberIds: others.map(({ id }) => id) };
    const { chat } = await reader.must<{ chat: Chat }>('POST', '/api/chats/group', body);
    // Who comes later knows of the group no more than lists say.
    const { page, errors } = await whole.open({ width: 1280, height: 900 });
    const desk = new Desk(page, whole.url);
    await desk.logIn(reader.username);
    await writer.send(
      chat.id,
      `hello *@${reader.username}* and @${silent.username}, not @nobody or \`@${silent.username}\``,
    );
    await desk.open(chat.id);
    const hello = page.getByRole('article').filter({ hasText: 'hello' });
    await hello.getByRole('link', { name: `@${silent.username}` }).waitFor();
    const links = hello.locator('.message-text').getByRole('link');
    const seen = () => links.evaluateAll((all) => all.map((a) => [a.getAttribute('title'), a.matches('[data-self]')]));
    expect(await seen()).toEqual([
      ['ann', true],
      ['peer1', false],
    ]);
    await desk.composer.pressSequentially('and @peer2');
    await page.getByRole('option', { name: /peer2/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    expect(await desk.composer.inputValue()).toBe(`and @${meant.username} `);
    await page.keyboard.press('Enter');
    // What is sent is not completed any more, though the field keeps the focus.
    await desk.composer.pressSequentially('over to @peer');
    await page.getByRole('option', { name: /peer1/ }).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('article').filter({ hasText: 'over to' }).waitFor();
    expect(await page.getByRole('option').count()).toBe(0);
    await page
      .getByRole('article')
      .getByRole('link', { name: `@${meant.username}` })
      .click();
    await page.waitForURL(`**/user/${meant.id}`);
    expect(errors).toEqual([]);
  });

  test('anybody in a group of many can be mentioned, and its details name them in order', async () => {
    const owner = await WireUser.register(whole.url, 'owner');
    const many = await inParallel(10, 45, async (n) => {
      const member = await WireUser.register(whole.url, `m${n + 10}`);
      await owner.befriend(member);
      return member;
    });
    // From the last name to the first.
    const memberIds = many.map(({ id }) => id).reverse();
    const { chat } = await owner.must<{ chat: Chat }>('POST', '/api/chats/group', { name: 'Hall', memberIds });
    await owner.send(chat.id, `hello @${many[30]!.username}`);
    const { page, errors } = await whole.open({ width: 1280, height: 900 });
    const desk = new Desk(page, whole.url);
    await desk.logIn(many[0]!.username);
    await desk.open(chat.id);
    await page
      .getByRole('article')
      .getByRole('link', { name: `@${many[30]!.username}` })
      .waitFor();
    await desk.composer.pressSequentially('and @m54');
    await page.getByRole('option', { name: /m54/ }).waitFor();
    await desk.composer.fill('');
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    const members = page.getByRole('list', { name: /^Members/ }).getByRole('link');
    await expect
      .poll(() => members.allTextContents())
      .toEqual(['owner', ...many.map((_, n) => `m${n + 10}`)].map((name) => expect.stringContaining(name)));
    expect(errors).toEqual([]);
  });

  test('a menu whose parts come late opens, unless one has gone on meanwhile', async () => {
    const page = await whole.openPlain();
    const late = Promise.withResolvers<void>();
    await page.route(/OpenedMenu-.*\.js/, (route) => late.promise.then(() => route.continue()));
    const desk = new Desk(page, whole.url);
    await desk.logIn(ann.username);
    await desk.open(chatIds[0]!);
    const message = page.getByRole('article').filter({ hasText: 'hello from 0' });
    const tools = message.getByRole('button', { name: 'Actions for this message' });
    const account = page.getByRole('button', { name: 'Your account' });
    await message.hover();
    await tools.click();
    await expect.poll(() => tools.getAttribute('aria-busy')).toBe('true');
    await desk.composer.pressSequentially('gone ');
    late.resolve();
    await expect.poll(() => tools.getAttribute('aria-busy')).toBe(null);
    await page.keyboard.type('on');
    expect(await desk.composer.inputValue()).toBe('gone on');
    expect(await page.getByRole('menu').count()).toBe(0);
    await account.click();
    await page.getByRole('menuitem', { name: 'Settings' }).waitFor();
    await page.keyboard.press('Escape');
    await account.and(page.locator(':focus')).waitFor();
  });

  test('Enter takes the emoji that is searched for also where all of them come late', async () => {
    const page = await whole.openPlain();
    const late = Promise.withResolvers<void>();
    await page.route(/\/en-.*\.js/, (route) => late.promise.then(() => route.continue()));
    const desk = new Desk(page, whole.url);
    await desk.logIn(ann.username);
    await desk.open(chatIds[1]!);
    const message = page.getByRole('article').filter({ hasText: 'hello from 1' });
    await message.hover();
    await message.getByRole('button', { name: 'Add a reaction', exact: true }).click();
    await page.getByLabel('Search emoji').fill('anchor');
    await page.keyboard.press('Enter');
    late.resolve();
    await message.getByRole('button', { name: /⚓/ }).waitFor();
  });

  test('what is written in one tab, and sent there, stands so in the other', async () => {
    const { context, page, desk, errors } = await enter();
    await desk.goTo(chatIds[1]!);
    const other = new Desk(await context.newPage(), whole.url);
    await other.goTo(chatIds[1]!);
    await desk.composer.fill('half a');
    const written = () => other.composer.inputValue();
    await expect.poll(written).toBe('half a');
    await desk.say('half a thought');
    await expect.poll(written).toBe('');
    const sent = page.getByRole('article').filter({ hasText: 'half a thought' });
    await sent.getByRole('img', { name: /^(Sent|Delivered|Read)/ }).waitFor();
    await other.composer.pressSequentially('mine');
    await expect.poll(() => desk.composer.inputValue()).toBe('mine');
    // While another message is changed here, the draft waits.
    await desk.composer.fill('');
    await page.bringToFront();
    await desk.composer.press('ArrowUp');
    await expect.poll(() => desk.composer.inputValue()).toBe('half a thought');
    await other.composer.fill('from the other tab');
    await desk.composer.press('Escape');
    await expect.poll(() => desk.composer.inputValue()).toBe('from the other tab');
    await desk.composer.fill('');
    expect(errors).toEqual([]);
  });

  test('a message that one was changing is still changed after a look into another chat, and the draft comes back', async () => {
    const { page, desk, errors } = await enter();
    await desk.open(chatIds[0]!);
    await desk.say('as it was');
    const mine = (text: string) => page.getByRole('article').filter({ hasText: text });
    await mine('as it was')
      .getByRole('img', { name: /^(Sent|Delivered|Read)/ })
      .waitFor();
    const written = () => desk.composer.inputValue();
    for (const [key, after] of [
      ['Escape', 'as it was'],
      ['Enter', 'as it is'],
    ] as const) {
      await desk.composer.press('ArrowUp');
      await expect.poll(written).toBe('as it was');
      await desk.composer.fill('as it is');
      await desk.open(chatIds[1]!);
      await desk.open(chatIds[0]!);
      expect(await written()).toBe('as it is');
      await desk.composer.press(key);
      await expect.poll(written).toBe('');
      await mine(after).waitFor();
    }
    expect(errors).toEqual([]);
  });

  test('what waits in another chat is seen in the list, and can be taken back', async () => {
    const { context, page, desk, errors } = await enter();
    const row = page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /peer2/ });
    await desk.open(chatIds[0]!);
    await desk.open(chatIds[2]!);
    await context.setOffline(true);
    await expect.poll(desk.state).toBe('offline');
    for (const text of ['better not', 'rather this']) await desk.say(text);
    await desk.open(chatIds[0]!);
    await row.getByText('rather this').waitFor();
    await row.getByRole('img', { name: 'Waiting on this device' }).waitFor();
    await desk.open(chatIds[2]!);
    const mine = (text: string) => page.getByRole('article').filter({ hasText: text });
    await mine('better not').hover();
    await mine('better not').getByRole('button', { name: 'Actions for this message' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await mine('better not').waitFor({ state: 'detached' });
    await desk.composer.and(page.locator(':focus')).waitFor();
    await context.setOffline(false);
    await mine('rather this')
      .getByRole('img', { name: /^(Sent|Delivered|Read)/ })
      .waitFor();
    await row.getByRole('img', { name: 'Waiting on this device' }).waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });

  test('what waits for a group that one is put out of can be copied and deleted', async () => {
    const { context, page, desk, errors } = await enter();
    const { chat } = await peers[0]!.must<{ chat: Chat }>('POST', '/api/chats/group', {
      name: 'Orchard',
      memberIds: [ann.id],
    });
    await desk.open(chat.id);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Add images' }).click();
    await (await chooser).setFiles(redSquareFile('apple.png'));
    await page.getByRole('list', { name: 'Images to send' }).getByText('ready to send').waitFor();
    await context.setOffline(true);
    await expect.poll(desk.state).toBe('offline');
    for (const text of ['about the apples', 'and the pears']) await desk.say(text);
    await desk.composer.fill('half a plum');
    await peers[0]!.must('DELETE', `/api/chats/${chat.id}/members/${ann.id}`);
    await context.setOffline(false);
    await page.getByRole('heading', { name: 'Not sent', exact: true }).waitFor();
    const mine = (text: string) => page.getByRole('article').filter({ hasText: text });
    for (const text of ['about the apples', 'and the pears'])
      await mine(text).getByText("Couldn't send. You're not in this chat any more.").waitFor();
    expect(await page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    await mine('about the apples')
      .getByRole('button', { name: /^Image from / })
      .click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const wasWriting = page.getByRole('region', { name: 'You were writing' });
    await wasWriting.getByText('half a plum').waitFor();
    await page.reload();
    // What the browser keeps may still have the chat.
    await page.getByRole('heading', { name: 'Not sent', exact: true }).waitFor();
    await mine('about the apples').hover();
    await mine('about the apples').getByRole('button', { name: 'Actions for this message' }).click();
    await page.getByRole('menuitem', { name: 'Copy text' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Delete' }).last().click();
    await wasWriting.waitFor({ state: 'detached' });
    for (const text of ['about the apples', 'and the pears'])
      await mine(text).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: /There is nothing here|You're not in this chat any more/ }).waitFor();
    // Nor does a log-out ask about what was thrown away.
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByLabel('Username', { exact: true }).waitFor();
    expect(errors).toEqual([]);
  });

  test('who logs out is asked first where something is not sent', async () => {
    const page = await whole.openPlain();
    const desk = new Desk(page, whole.url);
    await desk.logIn(ann.username);
    await expect.poll(desk.background).toBe(true);
    await desk.open(chatIds[1]!);
    await page.waitForLoadState('networkidle');
    await page.context().setOffline(true);
    await expect.poll(desk.state).toBe('offline');
    await desk.composer.fill('half a thought');
    const asked = page.getByRole('alertdialog');
    const logOut = async () => {
      await page.getByRole('button', { name: 'Your account' }).click();
      await page.getByRole('menuitem', { name: 'Log out' }).click();
      await asked.waitFor();
    };
    await logOut();
    await page.keyboard.press('Escape');
    await asked.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Your account' }).and(page.locator(':focus')).waitFor();
    expect(await desk.composer.inputValue()).toBe('half a thought');
    await page.context().setOffline(false);
    await expect.poll(desk.state).toBe('online');
    await logOut();
    await asked.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Username', { exact: true }).waitFor();
    expect(await page.getByText('You were logged out here').count()).toBe(0);
    await desk.logIn(ann.username);
    await desk.open(chatIds[1]!);
    expect(await desk.composer.inputValue()).toBe('');
  });

  test('what a message has opened stays open while others push it out of sight', async () => {
    const { page, desk, errors } = await enter();
    await desk.open(chatIds[1]!);
    await desk.say('who has this?');
    const mine = page.getByRole('article').filter({ hasText: 'who has this?' });
    await mine.getByRole('button', { name: /^(Sent|Delivered)/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Who has this message' });
    await dialog.waitFor();
    for (let n = 0; n < 40; n++) await peers[1]!.send(chatIds[1]!, `and on it goes ${n}`);
    await page.locator('article').filter({ hasText: 'and on it goes 39' }).waitFor();
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });

  test('copies also where a page has no clipboard of its own, as over plain HTTP', async () => {
    const { page, desk, errors } = await enter();
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await desk.goTo(chatIds[0]!);
    const said = page.getByRole('article').filter({ hasText: 'hello from 0' });
    await said.hover();
    await said.getByRole('button', { name: 'Actions for this message' }).click();
    await page.getByRole('menuitem', { name: 'Copy text' }).click();
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await desk.composer.focus();
    await page.keyboard.press('Control+v');
    await expect.poll(() => desk.composer.inputValue()).toBe('hello from 0');
    await desk.composer.fill('');
    expect(errors).toEqual([]);
  });

  test("in a chat that was closed one's own messages can be copied and taken back", async () => {
    const former = await WireUser.register(whole.url, 'former');
    await ann.befriend(former);
    const chat = await ann.directChat(former);
    const { messageId } = await ann.send(chat.id, 'to be taken back');
    await ann.must('DELETE', `/api/contacts/${former.id}`);
    const { page, errors } = await enter();
    await page.goto(`${whole.url}/chat/${chat.id}`);
    const mine = page.getByRole('article').filter({ hasText: 'to be taken back' });
    await mine.hover();
    await mine.getByRole('button', { name: 'Actions for this message' }).click();
    await page.getByRole('menuitem', { name: 'Delete', exact: true }).waitFor();
    expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Copy text', 'Copy link', 'Delete']);
    await page.getByRole('menuitem', { name: 'Delete', exact: true }).click();
    const told = () => former.must<{ message: Message }>('GET', `/api/messages/${messageId}`);
    await expect.poll(async () => (await told()).message.deletedAt).toEqual(expect.any(String));
    expect(errors).toEqual([]);
  });

  test('a name of 100 letters fits a phone', async () => {
    const long = await WireUser.register(whole.url, 'long');
    await long.must('PUT', '/api/users/me', { displayName: 'Wolfeschlegel'.repeat(8).slice(0, 100) });
    const { page, errors } = await whole.open({ width: 320, height: 640 });
    await new Desk(page, whole.url).logIn(ann.username);
    /** What stands out at a side. */
    const beyond = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.button, .icon-button, h1, h2, p')].flatMap((each) => {
          const { left, right, width } = each.getBoundingClientRect();
          return width > 1 && (left < 0 || right > innerWidth) ? [each.textContent] : [];
        }),
      );
    await ann.befriend(long);
    const chat = await ann.directChat(long);
    const body = { name: 'Names', memberIds: [long.id] };
    const group = await ann.must<{ chat: Chat }>('POST', '/api/chats/group', body);
    await page.goto(`${whole.url}/chat/${group.chat.id}`);
    await page.getByRole('button', { name: 'Details' }).click();
    await page.getByRole('button', { name: /^Actions for Wolf/ }).waitFor();
    expect(await beyond()).toEqual([]);
    await page.goto(`${whole.url}/chat/${chat.id}`);
    const field = page.getByRole('textbox', { name: /^Message Wolf/ });
    await field.waitFor();
    await page.locator('.pane-header').getByRole('button', { name: 'More' }).waitFor();
    await page.context().setOffline(true);
    await field.fill('one that waits');
    await field.press('Enter');
    const waiting = page.locator('.pane-header').getByText(/^Offline.*1 message waiting$/);
    await waiting.waitFor();
    const cut = (each: HTMLElement | SVGElement) =>
      each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight;
    expect(await waiting.evaluate(cut)).toBe(false);
    await page.context().setOffline(false);
    await waiting.waitFor({ state: 'detached' });
    await page.goto(`${whole.url}/user/${long.id}`);
    await page.getByRole('button', { name: /^Message Wolf/ }).waitFor();
    expect(await beyond()).toEqual([]);
    await page
      .getByRole('button', { name: /^Actions for/ })
      .or(page.locator('.page-actions .icon-button'))
      .click();
    await page.getByRole('menuitem', { name: 'Remove contact' }).click();
    const asks = page.getByRole('alertdialog');
    await asks.waitFor();
    expect(await beyond()).toEqual([]);
    expect(await asks.evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0);
    await asks.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: /^Add Wolf/ }).waitFor();
    expect(await beyond()).toEqual([]);
    await page.goto(`${whole.url}/chat/${chat.id}`);
    await page.getByText(/aren't contacts/).waitFor();
    await page.getByText('This is the beginning of your chat').waitFor();
    expect(await beyond()).toEqual([]);
    expect(await page.locator('.closed').evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0);
    expect(errors).toEqual([]);
  });

  test('where there is little room the filters of a search wait, and above the list stands who one is', async () => {
    const someone = await WireUser.register(whole.url, 'someone');
    await someone.must('PUT', '/api/users/me', { displayName: 'Ann Lindqvist' });
    const { page, errors } = await whole.open({ width: 320, height: 640 });
    await new Desk(page, whole.url).logIn(someone.username);
    const open = page.getByRole('button', { name: 'Filters' });
    await page.goto(`${whole.url}/search`);
    await open.click();
    await page.getByLabel('Since').fill('2026-03-02');
    await page.reload();
    await page.getByLabel('Until').fill('2026-03-01');
    await page.getByText('This is before “Since”.').waitFor();
    await open.click();
    await page.getByLabel('Since').waitFor({ state: 'hidden' });
    await page.setViewportSize({ width: 800, height: 640 });
    await page.getByRole('button', { name: 'Show the chat list' }).click();
    const name = page.getByRole('button', { name: 'Your account' }).getByText('Ann Lindqvist');
    expect(await name.evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0);
    expect(errors).toEqual([]);
  });

  test('without a connection it is said that a message cannot be shown, and a chat is loaded once there is one', async () => {
    const first = await peers[2]!.send(chatIds[2]!, 'the first of many');
    for (let n = 0; n < 200; n++) await peers[2]!.send(chatIds[2]!, `one of many ${n}`);
    const answer = { messageId: newId(), text: 'about the first', replyTo: first.messageId };
    const { ordinal } = await peers[2]!.must<Sent>('POST', `/api/chats/${chatIds[2]}/messages`, answer);
    await ann.must('POST', `/api/chats/${chatIds[2]}/read`, { upTo: ordinal });
    const { context, page, desk } = await enter();
    await desk.open(chatIds[2]!);
    const reply = page.getByRole('article').filter({ hasText: 'about the first' });
    await reply.waitFor();
    await context.setOffline(true);
    await expect.poll(desk.state).toBe('offline');
    await reply.getByRole('link', { name: /Original|the first of many/ }).click();
    const failed = page.getByRole('alert').filter({ hasText: "Couldn't load the messages." });
    await failed.waitFor();
    await reply.waitFor();
    await page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /peer0/ }).click();
    const theirs = page.getByRole('region', { name: 'Messages with peer0' }).getByText('hello from 0');
    await failed.waitFor();
    expect(await theirs.count()).toBe(0);
    await context.setOffline(false);
    await theirs.waitFor();
    await page.goBack();
    await page.locator(`[data-message="${first.messageId}"]`).waitFor();
    expect(await failed.count()).toBe(0);
  });

  test('without a connection it is said what did not work; with one again it is loaded', async () => {
    const { context, page, desk } = await enter();
    const openSettings = async () => {
      await page.getByRole('button', { name: 'Your account' }).click();
      await page.getByRole('menuitem', { name: 'Settings' }).click();
      await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    };
    const search = page.getByLabel('Search for');
    // Each once, so that its part of the client is there.
    await openSettings();
    await page.getByRole('link', { name: 'Search messages' }).click();
    await search.waitFor();
    await desk.open(chatIds[0]!);
    await context.setOffline(true);
    await expect.poll(desk.state).toBe('offline');
    await page.locator('.chat .pane-header').getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Remove contact' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await page.locator('.chat .pane-header').getByRole('alert').getByText("That didn't work.").waitFor();
    const offline = page.getByRole('alert').filter({ hasText: "You're offline" });
    await page.getByRole('link', { name: 'Search messages' }).click();
    await search.fill('hello from');
    await offline.waitFor();
    await context.setOffline(false);
    await page.getByText('3 messages').waitFor();
    await context.setOffline(true);
    await expect.poll(desk.state).toBe('offline');
    await openSettings();
    await offline.waitFor();
    await page.getByRole('radio', { name: /Do not disturb/ }).click();
    await expect.poll(() => offline.count()).toBe(2);
    expect(await page.getByRole('radio', { name: /^Online/ }).isChecked()).toBe(true);
    await context.setOffline(false);
    await page.getByText('This device', { exact: true }).waitFor();
    expect(await offline.count()).toBe(1);
    await page.getByRole('radio', { name: /Do not disturb/ }).check();
    await expect.poll(() => offline.count()).toBe(0);
    expect(await page.getByRole('radio', { name: /Do not disturb/ }).isChecked()).toBe(true);
  });
});
