import { newId } from '@messenger/kit';
import type { Chat, Message, Sent } from '@messenger/proto';
import { WireUser } from '@messenger/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { browserPath } from './pages/browser.ts';
import { sharedInBrowser } from './pages/in-browser.ts';
import { Person, password } from './pages/person.ts';
import { TimelineView } from './pages/timeline.ts';

const messages = 180;
/** Of differing heights, so that no estimate of a row's height is right. */
const textOf = (n: number) => `line ${n}${' and more words'.repeat((n * 7) % 31)}`;

describe.skipIf(!browserPath)('a long history on the screen', () => {
  const whole = sharedInBrowser();
  let ann: WireUser;
  let ben: WireUser;
  let chatId: string;
  beforeAll(async () => {
    [ann, ben] = await Promise.all([WireUser.register(whole.url, 'Ann'), WireUser.register(whole.url, 'Ben')]);
    await ann.befriend(ben);
    chatId = (await ann.directChat(ben)).id;
    for (let n = 1; n <= messages; n++) await (n % 3 === 0 ? ben : ann).send(chatId, textOf(n));
  });

  async function logIn() {
    const { page, errors } = await whole.open({ height: 800 });
    const person = new Person(page, 'Ann', ann.username);
    await page.addInitScript(() =>
      addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective}`)),
    );
    await person.logIn(whole.url);
    const link = page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /Ben/ });
    await link.waitFor();
    return { page, person, link, view: new TimelineView(page), errors };
  }

  async function open() {
    const opened = await logIn();
    await opened.link.click();
    await opened.view.region.getByRole('article').first().waitFor();
    return opened;
  }

  async function line(n: number): Promise<Message> {
    const path = `/api/chats/${chatId}/messages?around=${n}`;
    const { messages: around } = await ann.must<{ messages: Message[] }>('GET', path);
    return around.find(({ text }) => text === textOf(n))!;
  }

  /** With nothing new, as most chats are opened. */
  async function openAtEnd() {
    await ann.must('POST', `/api/chats/${chatId}/read`, { upTo: messages });
    const opened = await open();
    await opened.view.message(textOf(messages)).waitFor();
    await expect.poll(async () => (await opened.view.rest()).fromEnd).toBe(0);
    return opened;
  }

  test('opens at what is new, however far back, and next time at the end', async () => {
    const { page, view, errors } = await open();
    await view.region.getByText('New', { exact: true }).waitFor();
    await view.message(textOf(3)).waitFor();
    await page.getByRole('button', { name: /new messages/ }).click();
    await view.message(textOf(messages)).waitFor();
    await expect.poll(async () => (await view.rest()).fromEnd).toBe(0);
    // What was seen is told after a moment; only then is the next opening at the end.
    await expect.poll(async () => (await ann.must<{ chat: Chat }>('GET', `/api/chats/${chatId}`)).chat.unread).toBe(0);
    await page.reload();
    await view.message(textOf(messages)).waitFor();
    await expect.poll(async () => (await view.rest()).fromEnd).toBe(0);
    expect(errors).toEqual([]);
  });

  test('scrolling back loads older pages without a jump or a blank, up to the first message', async () => {
    const { page, view, errors } = await openAtEnd();
    const start = page.getByText('This is the beginning of your chat');
    for (let moves = 0; !(await start.isVisible()) || (await view.rest()).fromTop > 0; moves++) {
      expect(moves).toBeLessThan(200);
      const before = await view.rest();
      const anchor = await view.anchor();
      await view.wheel(-600);
      await expect.poll(async () => before.fromTop === 0 || (await view.topOf(anchor.id)) !== anchor.top).toBe(true);
      const after = await view.rest();
      expect(after.blank).toBe(0);
      const moved = (await view.topOf(anchor.id)) - anchor.top;
      expect(moved).toBeGreaterThanOrEqual(0);
      expect(moved).toBeLessThanOrEqual(601);
    }
    await view.message(textOf(1)).waitFor();
    expect(errors).toEqual([]);
  });

  test('new messages leave the place alone while one reads, and are followed at the end', async () => {
    const { page, person, view, errors } = await openAtEnd();
    await view.wheel(-2_000);
    await page.getByRole('button', { name: 'Newest' }).waitFor();
    await view.rest();
    const anchor = await view.anchor();
    await ben.send(chatId, 'while you read');
    await page.getByRole('button', { name: '1 new message' }).waitFor();
    await view.rest();
    expect(await view.topOf(anchor.id)).toBeCloseTo(anchor.top, 0);

    await page.getByRole('button', { name: '1 new message' }).click();
    await view.message('while you read').waitFor();
    await expect.poll(async () => (await view.rest()).fromEnd).toBe(0);
    const composer = person.composer(new Person(page, 'Ben', ben.username));
    await page.keyboard.type('and');
    await view.message('while you read').click();
    await page.keyboard.type('so');
    await expect.poll(() => composer.inputValue()).toBe('andso');
    await ben.send(chatId, 'while you are here');
    await view.message('while you are here').waitFor();
    await expect.poll(async () => (await view.rest()).fromEnd).toBe(0);

    await composer.fill('one\ntwo\nthree\nfour');
    await expect.poll(async () => (await view.rest()).fromEnd).toBe(0);
    await composer.press('Enter');
    await expect.poll(() => composer.inputValue()).toBe('');
    await expect.poll(async () => (await view.rest()).fromEnd).toBe(0);
    expect(errors).toEqual([]);
  });

  test('a quote leads to its original each time, and Back to where one was', async () => {
    const messageId = newId();
    const { ordinal } = await ann.must<Sent>('POST', `/api/chats/${chatId}/messages`, {
      messageId,
      text: 'as said',
      replyTo: (await line(3)).id,
    });
    await ann.must('POST', `/api/chats/${chatId}/read`, { upTo: ordinal });
    const { page, view, errors } = await open();
    const quote = view.message('as said').getByTitle('Reply to Ben');
    const newest = page.getByRole('button', { name: 'Newest' });
    for (let time = 0; time < 2; time++) {
      await quote.click();
      await view.message(textOf(3)).and(page.locator('[data-lit]')).waitFor();
      await newest.click();
      await page.waitForURL(`**/chat/${chatId}`);
      await expect.poll(async () => (await view.rest()).fromEnd).toBe(0);
    }
    // No way back from the newest leads to it, whatever covers the chat.
    await quote.click();
    await view.message(textOf(3)).waitFor();
    const toggle = page.getByRole('button', { name: 'Details', exact: true });
    await toggle.click();
    await page.getByRole('complementary', { name: 'Details of Ben' }).waitFor();
    // On a phone nothing can be seen beside them.
    await newest.dispatchEvent('click');
    await page.waitForURL(`**/chat/${chatId}`);
    await expect.poll(async () => (await view.rest()).fromEnd).toBe(0);
    await page.goBack();
    expect(new URL(page.url()).pathname).toBe(`/chat/${chatId}`);
    if ((await toggle.getAttribute('aria-expanded')) === 'true') await toggle.click();
    await quote.click();
    await view.message(textOf(3)).waitFor();
    await page.goBack();
    await page.waitForURL(`**/chat/${chatId}`);
    await view.message('as said').waitFor();
    await expect.poll(async () => (await view.rest()).fromEnd).toBe(0);

    // One that leads to what is on the last screen leaves nobody behind.
    await ann.must('POST', `/api/chats/${chatId}/messages`, {
      messageId: newId(),
      text: 'as well',
      replyTo: messageId,
    });
    await view.message('as well').getByTitle('Reply to Ann').click();
    await view.message('as said').and(page.locator('[data-lit]')).waitFor();
    await ben.send(chatId, `much more${'\nand on'.repeat(9)}`);
    await view.region.getByText('much more').waitFor();
    await expect.poll(async () => (await view.rest()).fromEnd).toBe(0);
    expect(errors).toEqual([]);
  });

  test('a link to a message stays at it while older ones load above, and tall ones are below', async () => {
    const { chat } = await ann.must<{ chat: Chat }>('POST', '/api/chats/group', { name: 'Tall', memberIds: [ben.id] });
    for (let n = 1; n <= 110; n++) await ann.send(chat.id, n > 95 ? `tall ${n}${'\nand on'.repeat(18)}` : `short ${n}`);
    const path = `/api/chats/${chat.id}/messages?around=79`;
    const { messages: around } = await ann.must<{ messages: Message[] }>('GET', path);
    const target = around.find(({ text }) => text === 'short 79')!;
    const { page, errors } = await whole.open({ height: 800 });
    const view = new TimelineView(page);
    // A page that is busy: older ones come before those below are laid out.
    await page.addInitScript(() => {
      const later = setTimeout;
      Object.assign(window, { setTimeout: (act: () => void, ms = 40) => later(act, ms) });
    });
    await page.goto(`${whole.url}/chat/${chat.id}/message/${target.id}`);
    await page.getByLabel('Username', { exact: true }).fill(ann.username);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await view.message('short 79').waitFor();
    // The older page is there.
    await expect.poll(async () => (await view.rest()).fromTop).toBeGreaterThan(1_200);
    await page.waitForLoadState('networkidle');
    await view.rest();
    const { y, height } = (await view.region.boundingBox())!;
    await expect.poll(async () => Math.abs((await view.topOf(target.id)) - (y + height / 2))).toBeLessThan(40);
    expect(errors).toEqual([]);
  });

  test('whoever comes for a message finds the way to the first new one', async () => {
    await ben.send(chatId, 'the first you have not seen');
    for (let n = 0; n < 60; n++) await ben.send(chatId, `and another ${n}`);
    const { page, view, errors } = await logIn();
    await page.goto(`${whole.url}/chat/${chatId}/message/${(await line(3)).id}`);
    await view.message(textOf(3)).waitFor();
    const way = page.getByRole('button', { name: 'First new' });
    await way.click();
    await view.region.getByText('New', { exact: true }).waitFor();
    await view.message('the first you have not seen').waitFor();
    await way.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });
});
