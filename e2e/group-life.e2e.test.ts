import { newId } from '@messenger/kit';
import type { Chat } from '@messenger/proto';
import { WireUser } from '@messenger/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { browserPath, type Page } from './pages/browser.ts';
import { toChats } from './pages/chat-list.ts';
import { sharedInBrowser } from './pages/in-browser.ts';
import { Person } from './pages/person.ts';
import { picture } from './pages/picture.ts';
import { redSquareFile } from './pages/red-square.ts';

/** Where a picture can be changed on the page. */
async function choosePicture(page: Page): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Change the picture' }).click();
  await (await chooser).setFiles(redSquareFile('me.png'));
}

describe.skipIf(!browserPath)('a group in browsers', () => {
  const whole = sharedInBrowser();
  let ann: WireUser;
  let ben: WireUser;
  let cleo: WireUser;
  beforeAll(async () => {
    [ann, ben, cleo] = (await Promise.all(
      ['Ann', 'Ben', 'Cleo'].map((name) => WireUser.register(whole.url, name)),
    )) as [WireUser, WireUser, WireUser];
    await ann.befriend(ben);
    await ann.befriend(cleo);
  });

  const enter = async (user: WireUser, name: string) => {
    const opened = await whole.open({ height: 900 });
    await new Person(opened.page, name, user.username).logIn(whole.url);
    await opened.page.getByRole('link', { name: 'New group' }).waitFor();
    return opened;
  };

  test('made, renamed, managed, searched, and left; each sees it at once', async () => {
    const mine = await enter(ann, 'Ann');
    const theirs = await enter(ben, 'Ben');
    const [a, b] = [mine.page, theirs.page];

    await a.getByRole('link', { name: 'New group' }).click();
    await a.getByRole('button', { name: 'Create group' }).click();
    await a.getByText('Give the group a name.').waitFor();
    await a.getByLabel('Name', { exact: true }).fill('Orchard');
    await a.getByLabel('Address').fill('orchard');
    await a.getByRole('checkbox', { name: 'Ben' }).check();
    await a.getByLabel('Find people').fill('nobody of this name');
    await a.getByRole('button', { name: 'Leave Ben out' }).click();
    await a.getByLabel('Find people').and(a.locator(':focus')).fill('');
    await a.getByRole('checkbox', { name: 'Ben', checked: false }).check();
    // Quicker than its picture, which it has all the same.
    const uploads = Promise.withResolvers<void>();
    await a.route('**/api/attachments?*', (route) => uploads.promise.then(() => route.continue()));
    await choosePicture(a);
    await a.getByRole('button', { name: 'Create group' }).click();
    await a.getByRole('button', { name: 'Creating the group' }).waitFor();
    uploads.resolve();
    await a.getByRole('heading', { name: 'Orchard' }).first().waitFor();
    const made = await ann.must<{ chat: Chat }>('GET', '/api/chats/orchard');
    expect(made.chat.avatar).not.toBeNull();
    await b.getByRole('link', { name: /Orchard/ }).click();

    await a.getByRole('textbox', { name: 'Message Orchard' }).fill('The apples are ripe');
    await a.getByRole('textbox', { name: 'Message Orchard' }).press('Enter');
    await b.getByRole('article').getByText('The apples are ripe').waitFor();

    await a.getByRole('button', { name: 'Details' }).click();
    const details = a.getByRole('complementary', { name: 'Details of Orchard' });
    await details.getByRole('button', { name: 'Edit name and address' }).click();
    await details.getByLabel('Name', { exact: true }).fill('Old orchard');
    await details.getByRole('button', { name: 'Save' }).click();
    await b.getByText(/named the group “.Old orchard.”/).waitFor();

    await choosePicture(a);
    await b.getByText("changed the group's picture").waitFor();
    await a.getByRole('button', { name: 'Add people' }).click();
    const dialog = a.getByRole('dialog', { name: 'Add people' });
    await dialog.getByLabel('Find people').and(a.locator(':focus')).waitFor();
    await dialog.getByRole('checkbox', { name: 'Cleo' }).check();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await a.getByRole('button', { name: 'Actions for Cleo' }).click();
    await a.getByRole('menuitem', { name: 'Make admin' }).click();
    await b.getByText(/made .Cleo. an admin/).waitFor();
    await a.getByRole('button', { name: 'Actions for Cleo' }).click();
    await a.getByRole('menuitem', { name: 'Remove from the group' }).click();
    await a.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await b.getByText(/removed .Cleo/).waitFor();

    // Another of her devices had muted it until a time that is over.
    const settings = `/api/chats/${made.chat.id}/settings`;
    await ann.must('PUT', settings, { muted: true, mutedUntil: '2026-01-01T00:00:00.000Z' });
    const mute = a.getByRole('switch', { name: 'Mute this chat' });
    await mute.click();
    await expect.poll(() => mute.isChecked()).toBe(true);
    expect(await a.getByRole('radio', { name: 'Until I undo it' }).isChecked()).toBe(true);
    await a.getByRole('radio', { name: 'For an hour' }).click();
    const end = a.getByRole('radio', { name: /^Until (?!tomorrow|I )/ });
    await expect.poll(() => end.isChecked()).toBe(true);
    await mute.click();
    await expect.poll(() => mute.isChecked()).toBe(false);

    await b.goto(`${whole.url}/chat/orchard`);
    await expect.poll(() => new URL(b.url()).pathname).toMatch(/^\/chat\/[0-9a-f-]{36}$/);
    await toChats(b);
    await b.getByRole('link', { name: 'Search messages' }).click();
    await b.getByLabel('Search for').fill('ripe');
    await b.getByText('1 message').waitFor();
    await expect.poll(() => b.locator('mark').allTextContents()).toEqual(['ripe']);
    await b
      .getByRole('main')
      .getByRole('link', { name: /The apples are ripe/ })
      .click();
    await b.getByRole('article').getByText('The apples are ripe').waitFor();

    await b.getByRole('button', { name: 'Details' }).click();
    await b.getByRole('button', { name: 'Leave the group' }).click();
    await b.getByRole('alertdialog').getByRole('button', { name: 'Leave the group' }).click();
    await a.getByText(/Ben. left/).waitFor();
    await expect.poll(() => b.getByRole('link', { name: /Old orchard/ }).count()).toBe(0);
    expect([...mine.errors, ...theirs.errors]).toEqual([]);
  });

  test('put out of the group that is open, one is told so and keeps what one was writing; added again, one sees it again', async () => {
    const body = { name: 'Cellar', memberIds: [ben.id] };
    const { chat } = await ann.must<{ chat: Chat }>('POST', '/api/chats/group', body);
    await ann.send(chat.id, 'The wine is cold');
    const { page, errors } = await enter(ben, 'Ben');
    await page.getByRole('link', { name: /Cellar/ }).click();
    const said = page.getByRole('article').getByText('The wine is cold');
    await said.waitFor();
    await page.getByRole('textbox', { name: 'Message Cellar' }).fill('half a glass');
    await ann.must('DELETE', `/api/chats/${chat.id}/members/${ben.id}`);
    const putOut = page.getByRole('heading', { name: "You're not in this chat any more" });
    await putOut.and(page.locator(':focus')).waitFor();
    expect(await page.title()).toContain("You're not in this chat any more");
    expect(await said.count()).toBe(0);
    await page.getByText('half a glass').waitFor();
    await page.getByRole('button', { name: 'Copy text' }).waitFor();
    // To whoever comes anew it is as if it had never been.
    const anew = await page.context().newPage();
    await anew.goto(page.url());
    await anew.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    await anew.close();
    await ann.must('POST', `/api/chats/${chat.id}/members`, { userIds: [ben.id] });
    await said.waitFor();
    expect(await page.title()).toContain('Cellar');
    // An image that one looks at goes with it, for good, and so do details that lie over it.
    const { attachment } = (await ann.upload(picture(160, 120, 40))).body;
    const image = { messageId: newId(), text: '', attachmentIds: [attachment.id] };
    await ann.must('POST', `/api/chats/${chat.id}/messages`, image);
    await page.getByRole('button', { name: 'Details' }).click();
    const details = page.getByRole('complementary', { name: 'Details of Cellar' });
    await details.getByRole('button', { name: /^Image from Ann/ }).click();
    await page.getByRole('dialog').waitFor();
    await ann.must('DELETE', `/api/chats/${chat.id}/members/${ben.id}`);
    await putOut.and(page.locator(':focus')).waitFor();
    const covers = () => page.evaluate(() => Object.keys(history.state?.covers ?? {}));
    await expect.poll(covers).toEqual([]);
    await ann.must('POST', `/api/chats/${chat.id}/members`, { userIds: [ben.id] });
    await said.waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => details.isVisible()).toBe(page.viewportSize()!.width >= 1200);
    await ann.must('DELETE', `/api/chats/${chat.id}`);
    await page.getByText('or the group was deleted').waitFor();
    expect(errors).toEqual([]);
  });

  test('with a finger one takes people out of a new group again without a keyboard coming up', async () => {
    const touch = { viewport: { width: 360, height: 740 }, locale: 'en', hasTouch: true, isMobile: true };
    const page = await (await whole.browser().newContext(touch)).newPage();
    await new Person(page, 'Ann', ann.username).logIn(whole.url);
    await page.getByRole('link', { name: 'New group' }).tap();
    for (const name of ['Ben', 'Cleo']) await page.getByRole('checkbox', { name }).check();
    await page.getByRole('button', { name: 'Leave Ben out' }).tap();
    const last = page.getByRole('button', { name: 'Leave Cleo out' });
    await last.and(page.locator(':focus')).waitFor();
    await last.tap();
    await page.getByRole('checkbox').first().and(page.locator(':focus')).waitFor();
    await page.context().close();
  });

  test('its details stand still while its images and members come', async () => {
    const body = { name: 'Quiet', memberIds: [ben.id, cleo.id] };
    const { chat } = await ann.must<{ chat: Chat }>('POST', '/api/chats/group', body);
    const { page, errors } = await enter(ben, 'Ben');
    const coming = Promise.withResolvers<void>();
    for (const what of [chat.id, `${chat.id}/messages?*images=true*`]) {
      await page.route(`**/api/chats/${what}`, (route) => coming.promise.then(() => route.continue()));
    }
    await page.getByRole('link', { name: /Quiet/ }).click();
    await page.getByRole('textbox', { name: 'Message Quiet' }).waitFor();
    await page.getByRole('button', { name: 'Details' }).click();
    const details = page.getByRole('complementary', { name: 'Details of Quiet' });
    const places = async () => {
      const heading = await details.getByRole('heading', { name: /^Members/ }).boundingBox();
      const leave = await details.getByRole('button', { name: 'Leave the group' }).boundingBox();
      return [heading!.y, leave!.y];
    };
    await details.getByRole('heading', { name: /^Members/ }).waitFor();
    const before = await places();
    expect(await details.getByRole('link', { name: 'Cleo' }).count()).toBe(0);
    coming.resolve();
    await details.getByRole('link', { name: 'Cleo' }).waitFor();
    await details.getByText('No images have been sent here yet.').waitFor();
    expect(await places()).toEqual(before);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('its images stand in its details, from the newest to the oldest, as they come and go', async () => {
    const body = { name: 'Gallery', memberIds: [ben.id] };
    const { chat } = await ann.must<{ chat: Chat }>('POST', '/api/chats/group', body);
    const path = `/api/chats/${chat.id}/messages`;
    const sendImage = async (by: WireUser, text: string, tone: number) => {
      const { attachment } = (await by.upload(picture(160, 120, tone))).body;
      const messageId = newId();
      await by.must('POST', path, { messageId, text, attachmentIds: [attachment.id] });
      return messageId;
    };
    const { page, errors } = await enter(ben, 'Ben');
    await page.getByRole('link', { name: /Gallery/ }).click();
    await page.getByRole('textbox', { name: 'Message Gallery' }).waitFor();
    await page.getByRole('button', { name: 'Details' }).click();
    const details = page.getByRole('complementary', { name: 'Details of Gallery' });
    await details.getByText('No images have been sent here yet.').waitFor();
    const tiles = details.getByRole('list', { name: 'Images' }).getByRole('button', { name: /^Image from / });
    const count = () => expect.poll(() => tiles.count());

    const oldest = await sendImage(ann, 'the first', 10);
    await count().toBe(1);
    for (let i = 0; i < 32; i++) await sendImage(ann, `one of many ${i}`, i * 5);
    await ann.send(chat.id, 'words between them');
    const newest = await sendImage(ben, 'my own', 250);
    await details.getByRole('button', { name: /^Image from Ben/ }).waitFor();
    await count().toBe(6);
    await details.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Details' }).click();
    await count().toBe(6);
    await details.getByRole('button', { name: 'More images' }).click();
    await count().toBe(34);
    expect(await details.getByRole('button', { name: 'More images' }).count()).toBe(0);
    await tiles.nth(6).and(page.locator(':focus')).waitFor();

    // Whoever has gone on by the time that older ones come is left where they are.
    await details.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Details' }).click();
    await count().toBe(6);
    const older = /\/messages\?.*images=true.*before=/;
    const more = details.getByRole('button', { name: 'More images' });
    await page.route(older, (route) => route.abort());
    await more.click();
    await count().toBe(30);
    await details.getByRole('alert').waitFor();
    await page.unroute(older);
    const late = Promise.withResolvers<void>();
    await page.route(older, (route) => late.promise.then(() => route.continue()));
    await more.click();
    await details.getByRole('button', { name: 'Close' }).focus();
    late.resolve();
    await count().toBe(34);
    await details.getByRole('button', { name: 'Close' }).and(page.locator(':focus')).waitFor();
    await page.unroute(older);

    // From one to the next, to the oldest, and to its message.
    await tiles.first().click();
    await page.getByRole('dialog', { name: 'Image 1 of 34' }).getByRole('img', { name: 'Image from Ben' }).waitFor();
    const another = await sendImage(ann, 'while one looks', 90);
    await page.getByRole('dialog', { name: 'Image 2 of 35' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: 'Image 3 of 35' }).getByRole('img', { name: 'Image from Ann' }).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('dialog', { name: 'Image 35 of 35' }).waitFor();
    await page.getByRole('link', { name: 'Show in chat' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('article').getByText('the first').and(page.locator('[data-lit] *')).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/chat/${chat.id}/message/${oldest}`);
    // The way back leads to the details, not to the image.
    await page.goBack();
    await page.waitForURL(`**/chat/${chat.id}`);
    const covers = () => page.evaluate(() => Object.keys(history.state?.covers ?? {}));
    const covering = page.viewportSize()!.width < 1200;
    await expect.poll(covers).toEqual(covering ? ['details'] : []);
    await details.getByRole('button', { name: 'Close' }).click();
    await expect.poll(covers).toEqual([]);
    await details.waitFor({ state: 'detached' });
    // The same message again is gone to again.
    for (let time = 0; time < 2; time++) {
      if (!(await details.isVisible())) await page.getByRole('button', { name: 'Details' }).click();
      await tiles.first().click();
      await page.getByRole('link', { name: 'Show in chat' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const lit = page.getByRole('article').and(page.locator('[data-lit]'));
      await lit.getByText('while one looks').waitFor();
      await lit.waitFor({ state: 'detached' });
    }

    // Without a connection it says so; what is deleted goes.
    if (await details.isVisible()) await details.getByRole('button', { name: 'Close' }).click();
    await page.context().setOffline(true);
    await page.locator('.shell[data-connection="offline"]').waitFor();
    await page.getByRole('button', { name: 'Details' }).click();
    await details.getByText("You're offline. Check your connection.").waitFor();
    await page.context().setOffline(false);
    await count().toBe(6);
    // One that looks at the newest of what is loaded loads what is before it.
    await tiles.nth(5).click();
    await page.getByRole('dialog', { name: 'Image 6 of more than 30' }).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('dialog', { name: 'Image 30 of 35' }).waitFor();
    await page.keyboard.press('Escape');
    await ann.must('DELETE', `/api/messages/${another}`);
    await ben.must('DELETE', `/api/messages/${newest}`);
    await expect.poll(() => details.getByRole('button', { name: /^Image from Ben/ }).count()).toBe(0);
    await count().toBe(6);
    expect(errors).toEqual([]);
  });

  test('whoever read or wrote is named, though nothing else has told of them', async () => {
    const dora = await WireUser.register(whole.url, 'Dora');
    await ann.befriend(dora);
    const groupOf = async (name: string, other: WireUser) => {
      const body = { name, memberIds: [ben.id, other.id] };
      return (await ann.must<{ chat: Chat }>('POST', '/api/chats/group', body)).chat.id;
    };
    const [plums, figs] = [await groupOf('Plums', cleo), await groupOf('Figs', dora)];
    await dora.send(figs, 'The figs are sweet');
    await ann.send(figs, 'At last');
    const { ordinal } = await ben.send(plums, 'Who wants plums?');
    await cleo.must('POST', `/api/chats/${plums}/read`, { upTo: ordinal });

    const { page, errors } = await enter(ben, 'Ben');
    await page.getByRole('link', { name: /Plums/ }).click();
    await page.getByRole('button', { name: 'Read by 1' }).click();
    const info = page.getByRole('dialog', { name: 'Who has this message' });
    await info.getByRole('list', { name: 'Read' }).getByText('Cleo').waitFor();
    await page.keyboard.press('Escape');
    await toChats(page);
    await page.getByRole('link', { name: 'Search messages' }).click();
    await page.getByLabel('Search for').fill('sweet');
    await page
      .getByRole('main')
      .getByRole('link', { name: /Dora.*The figs are sweet/ })
      .waitFor();
    expect(errors).toEqual([]);
  });

  test('settings hold: name, presence, read receipts, language, and other sessions end', async () => {
    const mine = await enter(ann, 'Ann');
    const other = await enter(ann, 'Ann');
    const { page } = mine;
    await page.goto(`${whole.url}/settings`);
    await page.getByLabel('Display name').fill('Annika');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await choosePicture(page);
    const face = page.getByRole('main').locator('img');
    await face.evaluate((image) => (image as HTMLImageElement).decode());
    await page.getByRole('button', { name: 'Remove the picture' }).click();
    await face.waitFor({ state: 'detached' });
    await page.getByRole('radio', { name: /Do not disturb/ }).check();
    await page.getByRole('switch', { name: 'Tell others what you have read' }).click();
    await expect
      .poll(() => ann.must<{ user: object }>('GET', '/api/users/me'))
      .toMatchObject({ user: { displayName: 'Annika', presence: 'dnd', readReceipts: false } });

    const { sessions } = await ann.must<{ sessions: object[] }>('GET', '/api/auth/sessions');
    const logOut = page.getByRole('button', { name: /^Log out on/ });
    for (let left = sessions.length - 1; left > 0; left--) {
      await expect.poll(() => logOut.count()).toBe(left);
      await logOut.first().click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Log out' }).click();
      await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    }
    await other.page.getByText('the session was ended on another device').waitFor();
    await other.page.getByRole('button', { name: 'Log in' }).waitFor();

    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    expect(mine.errors).toEqual([]);
  });

  test('a link to a message opens there, whoever may not see it finds nothing', async () => {
    const chat = await ben.directChat(ann);
    const first = await ben.send(chat.id, 'the very first');
    for (let n = 0; n < 80; n++) await ben.send(chat.id, `message ${n}`);
    const theirs = await enter(ben, 'Ben');
    await theirs.page.goto(`${whole.url}/chat/${chat.id}/message/${first.messageId}`);
    const article = theirs.page.getByRole('article').filter({ hasText: 'the very first' });
    await article.waitFor();
    await expect.poll(() => article.getAttribute('data-lit')).toBe('');
    await expect.poll(() => article.getAttribute('data-lit')).toBeNull();

    const stranger = await enter(cleo, 'Cleo');
    for (const path of [
      `/chat/${chat.id}/message/${first.messageId}`,
      `/chat/${chat.id}`,
      '/chat/no-such',
      '/user/x',
    ]) {
      await stranger.page.goto(whole.url + path);
      await stranger.page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    }
    await theirs.page.goto(`${whole.url}/user/${ann.id}`);
    await theirs.page.getByRole('button', { name: /^Message Ann/ }).waitFor();
  });
});
