/// <reference lib="dom" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chat, type Message, nameFlaw } from '@messenger/proto';
import { WireUser } from '@messenger/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, drawTrace, startCollector } from './collector.ts';
import { browserPath } from './pages/browser.ts';
import { toChats } from './pages/chat-list.ts';
import { Fingers } from './pages/fingers.ts';
import { hostile } from './pages/hostile.ts';
import { systemInBrowser } from './pages/in-browser.ts';
import { Person } from './pages/person.ts';
import { redSquare, redSquareFile } from './pages/red-square.ts';
import { dayOf, TimelineView } from './pages/timeline.ts';

describe.skipIf(!browserPath)('in a group on two devices', () => {
  let collector: Collector;
  let folder: string;
  const env: NodeJS.ProcessEnv = {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'messenger-files-'));
    collector = await startCollector();
    Object.assign(env, collector.env);
  });
  afterAll(async () => {
    await collector?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const whole = systemInBrowser({ env });
  let ann: WireUser;
  let ben: WireUser;
  let cleo: WireUser;
  let chatId: string;
  beforeAll(async () => {
    const all = await Promise.all(['Ann', 'Ben', 'Cleo'].map((name) => WireUser.register(whole.url, name)));
    [ann, ben, cleo] = all as [WireUser, WireUser, WireUser];
    for (const other of [ann, cleo]) await ben.befriend(other);
    const body = { name: 'Crew', memberIds: [ann.id, cleo.id] };
    chatId = (await ben.must<{ chat: Chat }>('POST', '/api/chats/group', body)).chat.id;
    await ben.must('PUT', `/api/chats/${chatId}`, { name: 'Harbour crew' });
    await ben.send(chatId, 'Who brings the **ropes**?');
    await cleo.send(chatId, 'I do.');
  });

  async function device() {
    const { page, errors } = await whole.open({ height: 800 });
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
    await view.region.getByText(/Ben. named the group “.Harbour crew.”/).waitFor();
    await view.region.getByRole('heading', { name: 'Cleo' }).waitFor();
    await phone.link.getByText('unread').waitFor({ state: 'detached' });

    const tools = async (text: string, action: string) => {
      const row = view.region.getByRole('article').filter({ hasText: text }).last();
      await row.hover();
      await row.getByRole('button', { name: 'Actions for this message' }).click();
      await page.getByRole('menuitem', { name: action, exact: true }).click();
    };
    await tools('ropes', 'Another emoji');
    await page.getByLabel('Search emoji').fill('anchor');
    await page.keyboard.press('Enter');
    await view.region.getByRole('button', { name: '⚓ 1 person, you among them' }).waitFor();
    await tools('ropes', 'React with 👍');
    await view.region.getByRole('button', { name: '👍 1 person, you among them' }).waitFor();
    await tools('I do.', 'Reply');
    const composer = page.getByRole('textbox', { name: 'Message Harbour crew' });
    await composer.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('Thank you.');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Thank');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+b');
    expect(await composer.inputValue()).toBe('**Thank**');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('End');
    await page.keyboard.type(' :sail');
    await page.getByRole('option', { name: /sailboat/ }).waitFor();
    await page.keyboard.press('Enter');
    expect(await composer.inputValue()).toBe('Thank ⛵ ');
    await page.keyboard.type(':fire:');
    await expect.poll(() => composer.inputValue()).toBe('Thank ⛵ 🔥');
    await page.keyboard.press('Control+z');
    expect(await composer.inputValue()).toBe('Thank ⛵ :fire:');
    await composer.fill('');
    await page.keyboard.type('- tea');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('milk');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Shift+Enter');
    expect(await composer.inputValue()).toBe('- tea\n- milk\n\n');
    await composer.fill('');
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
    const read = async () =>
      (await cleo.must<{ messages: Message[] }>('GET', `/api/chats/${chatId}/messages`)).messages;
    await expect.poll(async () => (await read()).at(-1)?.text).toBe('Thank you. Both of them?');
    const messages = await read();
    await cleo.must('POST', `/api/chats/${chatId}/read`, { upTo: messages.at(-1)!.ordinal });
    await mine.getByRole('img', { name: 'Read by 1' }).waitFor();
    await ben.must('POST', `/api/messages/${messages.at(-1)!.id}/reactions`, { emoji: '🎉' });
    await mine.getByRole('button', { name: '🎉 1 person' }).waitFor();

    await mine.getByRole('button', { name: 'edited' }).click();
    const history = page.getByRole('dialog', { name: 'What this message said' });
    await history.getByText('Thank you. Both of them?').waitFor();
    await history.getByText('Thank you.', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await mine.getByRole('button', { name: 'Read by 1' }).click();
    const info = page.getByRole('dialog', { name: 'Who has this message' });
    await info.getByRole('list', { name: 'Read' }).getByText('Cleo').waitFor();
    await page.keyboard.press('Escape');
    await info.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Details' }).click();
    await page.getByRole('button', { name: 'Jump to a date' }).click();
    const first = messages.find(({ kind }) => kind === 'user')!;
    await page.getByLabel('Day').and(page.locator(':focus')).fill(dayOf(first));
    await page.getByRole('button', { name: 'Jump', exact: true }).click();
    await page.waitForURL(`**/chat/${chatId}/message/${first.id}`);

    await tools('Thank you.', 'Delete');
    await page.getByRole('button', { name: 'Undo' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await mine.getByText('Thank you. Both of them?').waitFor();
    await tools('Thank you.', 'Delete');
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
    await view.region.getByText('This message was deleted.').waitFor();
    await expect.poll(async () => (await read()).at(-1)).toMatchObject({ text: '', deletedAt: expect.any(String) });
    expect([...desk.errors, ...phone.errors]).toEqual([]);
  });

  test('the message that was typed is one trace, from its frame to the read model and to the push', async () => {
    const done = () => collector.traceOf('frame message:send').map(({ service, name }) => `${service}: ${name}`);
    await expect
      .poll(() => done().map((line) => line.replace(/\d+$/, 'n')))
      .toEqual(
        expect.arrayContaining([
          'gateway: frame message:send',
          'gateway: ask cmd.chat.n',
          'chat-command: cmd.chat',
          'chat-command: append',
          'projection: project CHAT-n',
          'gateway: push CHAT-n',
        ]),
      );
    const trace = collector.traceOf('frame message:send');
    console.log(drawTrace(trace));
    const ids = new Set(trace.map(({ spanId }) => spanId));
    const roots = trace.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
    expect(roots.map(({ name }) => name)).toEqual(['frame message:send']);
    expect(drawTrace(trace).split('\n')).toHaveLength(trace.length);
  });

  test('of a message that was edited very often each text can be read', async () => {
    const { messageId } = await ben.send(chatId, 'the very first');
    const long = '字'.repeat(9_000);
    for (let i = 1; i <= 45; i++) await ben.must('PUT', `/api/messages/${messageId}`, { text: `text ${i} ${long}` });
    const { page, errors, link, view } = await device();
    await link.click();
    await view.region.getByRole('article').last().getByRole('button', { name: 'edited' }).click();
    const history = page.getByRole('dialog', { name: 'What this message said' });
    await history.getByText('the very first').waitFor();
    const first = await history.getByRole('listitem').count();
    expect(first).toBeLessThan(46);
    await history.getByRole('button', { name: 'Show the texts between' }).click();
    await expect.poll(() => history.getByRole('listitem').count()).toBe(46);
    const order = await history.getByRole('listitem').locator('.message-text').allTextContents();
    expect(order.map((text) => text.split(' ')[1])).toEqual([
      ...Array.from({ length: 45 }, (_, i) => `${45 - i}`),
      'very',
    ]);
    expect(await history.getByRole('button', { name: 'Show the texts between' }).count()).toBe(0);
    const came = history.getByRole('listitem').nth(first - 1);
    await came.and(page.locator(':focus')).waitFor();
    await ben.must('DELETE', `/api/messages/${messageId}`);
    expect(errors).toEqual([]);
  });

  test('each mark of a text is shown as what it stands for', async () => {
    const marks = ['**bold** _italic_ `a*b` [label](https://example.org/a) https://example.org/b', 'next line'];
    const blocks = ['> quoted', '- bullet', '3. third', '```ts', 'if (a < b) {}', '```'];
    await ben.send(chatId, [...marks, ...blocks].join('\n'));
    const { page, errors, link, view } = await device();
    await link.click();
    const text = view.region.getByRole('article').filter({ hasText: 'quoted' }).locator('.message-text');
    await text.waitFor();
    expect(
      await text.evaluate((element) => [...element.querySelectorAll('*')].map((e) => [e.localName, e.textContent])),
    ).toEqual([
      ['p', 'bold italic a*b label https://example.org/bnext line'],
      ['strong', 'bold'],
      ['em', 'italic'],
      ['code', 'a*b'],
      ['a', 'label'],
      ['a', 'https://example.org/b'],
      ['br', ''],
      ['blockquote', 'quoted'],
      ['p', 'quoted'],
      ['ul', 'bullet'],
      ['li', 'bullet'],
      ['ol', 'third'],
      ['li', 'third'],
      ['pre', 'if (a < b) {}'],
      ['code', 'if (a < b) {}'],
    ]);
    const label = await text
      .getByRole('link', { name: 'label' })
      .evaluate((a: HTMLAnchorElement) => [a.href, a.title, a.target, a.rel]);
    const address = 'https://example.org/a';
    expect(label).toEqual([address, address, '_blank', 'noopener noreferrer nofollow']);
    expect(await text.locator('ol > li').evaluate((item: HTMLLIElement) => item.value)).toBe(3);
    const italics = () => [...document.fonts].some(({ style, status }) => style === 'italic' && status === 'loaded');
    await expect.poll(() => page.evaluate(italics)).toBe(true);
    expect(errors).toEqual([]);
  });

  test('a link to a message of this messenger leads there in the same window', async () => {
    const { messageId } = await ben.send(chatId, 'the place that is meant');
    const at = `/chat/${chatId}/message/${messageId}`;
    await ben.send(chatId, `[over there](${whole.url}${at})`);
    const { page, errors, link, view } = await device();
    await link.click();
    const way = view.region.getByRole('link', { name: 'over there' });
    await way.click();
    await page.waitForURL(`${whole.url}${at}`);
    await view.message('the place that is meant').and(page.locator('[data-lit]')).waitFor();
    expect(page.context().pages()).toHaveLength(1);
    expect(await way.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(errors).toEqual([]);
  });

  test('images are attached, sent without a connection, seen by the others and looked at', async () => {
    const desk = await device();
    await desk.link.click();
    const { page, view } = desk;
    const composer = page.getByRole('textbox', { name: 'Message Harbour crew' });
    const attach = async (names: string[]) => {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Add images' }).click();
      await (await chooser).setFiles(names.map(redSquareFile));
    };
    await attach(['one.png', 'two.png', 'three.png', 'four.png', 'five.png', 'six.png']);
    await page.getByText('A message takes up to 5 images.').waitFor();
    const chosen = page.getByRole('list', { name: 'Images to send' });
    await chosen.getByText('ready to send').nth(4).waitFor();
    for (const name of ['two', 'three', 'four']) await page.getByRole('button', { name: `Remove ${name}.png` }).click();
    await composer.and(page.locator(':focus')).waitFor();
    await page.keyboard.type('Two squares.');
    await page.keyboard.press('Enter');
    const sent = view.region.getByRole('article').filter({ hasText: 'Two squares.' });
    await sent.getByRole('img', { name: /^(Sent|Delivered)/ }).waitFor();
    const second = sent.getByRole('button', { name: 'Image 2 of 2 from Ann' });
    await second.locator('img').evaluate((image) => (image as HTMLImageElement).decode());
    await second.click();
    const box = page.getByRole('dialog', { name: 'Image 2 of 2' });
    await box.waitFor();
    await box.getByRole('button', { name: 'Close' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('dialog', { name: 'Image 1 of 2' }).waitFor();
    const fingers = await Fingers.on(page);
    const middle = page.viewportSize()!.width / 2;
    await fingers.move([
      { x: middle + 130, y: 400 },
      { x: middle - 130, y: 410 },
    ]);
    await box.waitFor();
    const width = async () => (await box.getByRole('img').boundingBox())!.width;
    await box.getByRole('img').evaluate((image) => (image as HTMLImageElement).decode());
    await expect.poll(width).toBeGreaterThan(0);
    const whole = await width();
    await fingers.move(
      [
        { x: middle - 10, y: 400 },
        { x: middle - 110, y: 400 },
      ],
      [
        { x: middle + 10, y: 400 },
        { x: middle + 110, y: 400 },
      ],
    );
    await expect.poll(width).toBeGreaterThan(3 * whole);
    await page.keyboard.press('0');
    await expect.poll(width).toBe(whole);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the original' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.webp$/);
    await fingers.move([
      { x: middle, y: 300 },
      { x: middle, y: 500 },
    ]);
    await box.waitFor({ state: 'detached' });
    await second.and(page.locator(':focus')).waitFor();
    await expect.poll(() => page.evaluate(() => Object.keys(history.state?.covers ?? {}))).toEqual([]);
    // The way back closes it, too, and it alone.
    await second.click();
    await box.waitFor();
    await page.goBack();
    await box.waitFor({ state: 'detached' });
    await second.and(page.locator(':focus')).waitFor();

    // What is to come is told by its blur; what a broken line kept away comes with the next one.
    const coming = Promise.withResolvers<void>();
    const larger = /\/api\/attachments\/[^/]+\/(medium|original)$/;
    await page.route(larger, (route) => coming.promise.then(() => route.abort()));
    await page.reload();
    await second.click();
    await box.locator('canvas').waitFor();
    coming.resolve();
    await box.getByText("can't be loaded").waitFor();
    await box.locator('canvas').waitFor();
    await page.unroute(larger);
    await page.context().setOffline(true);
    await page.locator('.shell[data-connection="offline"]').waitFor({ state: 'attached' });
    await page.context().setOffline(false);
    await box.getByRole('img', { name: 'Image 2 of 2 from Ann' }).waitFor();
    await page.keyboard.press('Escape');
    await second.and(page.locator(':focus')).waitFor();

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      const png = new Blob([bytes], { type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    }, redSquare.toString('base64'));
    await composer.press('Control+v');
    await chosen.getByText('ready to send').waitFor();
    const file = join(folder, 'dropped.png');
    await writeFile(file, redSquare);
    await fingers.drop([file], { x: middle, y: 300 }, () => page.getByText('Drop images to add them').waitFor());
    await page.getByText('Drop images to add them').waitFor({ state: 'detached' });
    await chosen.getByText('dropped.png, ready to send').waitFor();
    for (const remove of ['image.png', 'dropped.png'])
      await page.getByRole('button', { name: `Remove ${remove}` }).click();

    await page.context().setOffline(true);
    await page.locator('.shell[data-connection="offline"]').waitFor();
    await attach(['later.png']);
    await chosen.getByText('later.png, goes once you are connected').waitFor();
    await composer.fill('From the tunnel.');
    await composer.press('Enter');
    const waiting = view.region.getByRole('article').filter({ hasText: 'From the tunnel.' });
    await waiting.getByRole('img', { name: 'Waiting on this device' }).waitFor();
    await page.context().setOffline(false);
    await waiting.getByRole('img', { name: /^(Sent|Delivered)/ }).waitFor();
    const told = async () => {
      const { messages } = await cleo.must<{ messages: Message[] }>('GET', `/api/chats/${chatId}/messages`);
      return messages.slice(-2).map(({ text, attachments }) => [text, attachments.length]);
    };
    await expect.poll(told).toEqual([
      ['Two squares.', 2],
      ['From the tunnel.', 1],
    ]);
    expect(desk.errors).toEqual([]);
  });

  test('an image that waits in a chat goes up once one is back there with a connection', async () => {
    await ben.directChat(ann);
    const { page, errors, link } = await device();
    const other = page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /Ben/ });
    await other.waitFor();
    await link.click();
    await page.getByRole('textbox', { name: 'Message Harbour crew' }).waitFor();
    await page.context().setOffline(true);
    await page.locator('.shell[data-connection="offline"]').waitFor();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Add images' }).click();
    await (await chooser).setFiles(redSquareFile('later.png'));
    const chosen = page.getByRole('list', { name: 'Images to send' });
    await chosen.getByText('later.png, goes once you are connected').waitFor();
    await toChats(page);
    await other.click();
    await page.getByRole('textbox', { name: 'Message Ben' }).waitFor();
    await page.context().setOffline(false);
    await page.locator('.shell[data-connection="online"]').waitFor();
    await page.locator('.connection-line[data-via="socket"]').first().waitFor({ state: 'attached' });
    await toChats(page);
    await link.click();
    await chosen.getByText('later.png, ready to send').waitFor();
    expect(errors).toEqual([]);
  });

  test('whatever somebody is called or writes, nothing of it runs', async () => {
    const { chat } = await ben.must<{ chat: Chat }>('POST', '/api/chats/group', { name: 'x', memberIds: [ann.id] });
    // What turns or breaks the line around it is no name.
    const names = packed(
      hostile.filter((text) => !nameFlaw(text)),
      100,
    );
    const ran: string[] = [];
    const { page, errors } = await whole.open({ height: 800 });
    page.on('dialog', (dialog) => {
      ran.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      // An image that is chosen is shown from where it is: the page itself.
      const own = [`${whole.url}/`, `blob:${whole.url}/`, 'data:'];
      if (!own.some((start) => request.url().startsWith(start))) ran.push(request.url());
    });
    await new Person(page, 'Ann', ann.username).logIn(whole.url);
    await page.getByRole('link', { name: 'New group' }).waitFor();
    await page.goto(`${whole.url}/chat/${chat.id}`);
    const view = new TimelineView(page);
    await view.region.waitFor();
    for (const name of names) {
      await Promise.all([
        ben.must('PUT', '/api/users/me', { displayName: name }),
        ben.must('PUT', `/api/chats/${chat.id}`, { name }),
      ]);
    }
    for (const text of hostile) await ben.send(chat.id, text);
    await view.region.getByRole('article').getByText(hostile.at(-1)!, { exact: true }).last().waitFor();
    // What a file is called stands on the page while it is chosen, and when it is not taken.
    const files = hostile.map((name) => ({ ...redSquareFile(name), mimeType: 'text/plain' }));
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Add images' }).click();
    await (await chooser).setFiles([...files, ...names.slice(0, 5).map(redSquareFile)]);
    await page.getByRole('list', { name: 'Images to send' }).getByText('ready to send').nth(4).waitFor();
    expect(await page.getByText(/is not a JPEG, PNG, GIF or WebP image/).count()).toBe(hostile.length);
    for (const path of [`/search?q=alert`, '/contacts', `/user/${ben.id}`, `/chat/${chat.id}`]) {
      await page.goto(whole.url + path);
      await page.getByText('alert(1)').filter({ visible: true }).first().waitFor();
    }
    await page.getByRole('button', { name: 'Details' }).click();
    await page
      .getByRole('complementary', { name: /^Details of/ })
      .getByText('alert(1)')
      .first()
      .waitFor();
    const addresses = await page
      .locator('a[href], [src], [action]')
      .evaluateAll((elements) =>
        elements.map((element) => element.getAttribute('href') ?? element.getAttribute('src') ?? 'form'),
      );
    expect(addresses.filter((address) => !/^(\/|https?:|mailto:)/.test(address))).toEqual([]);
    expect(ran).toEqual([]);
    expect(errors).toEqual([]);

    // The second line: had any of it become markup, the page's policy would not have let it run.
    const refused = await page.evaluate((texts) => {
      const violations: string[] = [];
      for (const text of texts) {
        try {
          document.body.insertAdjacentHTML('beforeend', text);
        } catch (error) {
          violations.push(String(error));
        }
      }
      const script = document.createElement('script');
      try {
        script.text = 'alert(1)';
      } catch (error) {
        violations.push(String(error));
      }
      return violations.filter((violation) => violation.includes('Trusted')).length;
    }, hostile);
    expect(refused).toBe(hostile.length + 1);
    expect(ran).toEqual([]);
  });
});

/** The texts in as few as they fit into, of at most so many characters. */
function packed(texts: readonly string[], most: number): string[] {
  const packs: string[] = [];
  for (const text of texts.filter(({ length }) => length <= most)) {
    const last = packs.at(-1);
    if (last !== undefined && last.length + text.length < most) packs[packs.length - 1] = `${last} ${text}`;
    else packs.push(text);
  }
  return packs;
}
