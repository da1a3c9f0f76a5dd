import { newId } from '@messenger/kit';
import { WireUser } from '@messenger/testkit';
import { describe, expect, test } from 'vitest';
import { browserPath } from './pages/browser.ts';
import { sharedInBrowser } from './pages/in-browser.ts';
import { Keys } from './pages/keys.ts';
import { Person, password } from './pages/person.ts';

describe.skipIf(!browserPath)('without a mouse', () => {
  const whole = sharedInBrowser();

  test('all of it by keys: from the registration to a chat, a search and the settings', async () => {
    const ben = await WireUser.register(whole.url, 'Ben');
    const page = await whole.openPlain();
    const keys = new Keys(page);
    const article = (text: string) => page.getByRole('article').filter({ hasText: text });
    await page.goto(`${whole.url}/register`);
    await keys.on('textbox', 'Username');
    await keys.type(`kay_${newId().slice(-12)}`);
    await keys.tabTo('textbox', 'Display name');
    await keys.type('Kay');
    await keys.tabTo('textbox', 'Password');
    await keys.type(password);
    await keys.tabTo('textbox', 'Password again');
    await keys.type(password);
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Write your first message' }).waitFor();

    await keys.tabTo('link', 'Contacts');
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Contacts', exact: true }).waitFor();
    await keys.tabTo('textbox', 'Find people');
    await keys.type(ben.username);
    await page.getByRole('button', { name: 'Add Ben' }).waitFor();
    await keys.tabTo('button', 'Add Ben');
    await keys.press('Enter');
    // What was pressed is gone, and the focus not with it.
    await page.getByRole('button', { name: 'Withdraw the request to Ben' }).waitFor();
    await keys.somewhere();
    await keys.tabTo('button', 'Withdraw the request to Ben');
    const requests = () => ben.must<{ incoming: { id: string }[] }>('GET', '/api/contacts/requests');
    await expect.poll(async () => (await requests()).incoming.length).toBe(1);
    const { incoming } = await requests();
    await ben.must('POST', `/api/contacts/requests/${incoming[0]!.id}/accept`);
    await page.getByRole('button', { name: 'Message Ben' }).first().waitFor();
    await keys.somewhere();
    await keys.tabTo('button', 'Message Ben');

    await keys.press('Control+k');
    await keys.on('combobox', 'Go to');
    await keys.type('new group');
    await page.getByRole('option', { name: 'New group', selected: true }).waitFor();
    await keys.press('Enter');
    await keys.on('textbox', 'Name');
    await keys.type('Regatta');
    await keys.tabTo('checkbox', /Ben/);
    await keys.press('Space');
    await keys.tabTo('button', 'Create group');
    await keys.press('Enter');

    await keys.on('textbox', 'Message Regatta');
    await keys.type('Who is');
    await keys.press('Shift+Enter');
    await keys.type('at the helm?');
    await keys.press('Enter');
    await article('at the helm?')
      .getByRole('img', { name: /^(Sent|Delivered)/ })
      .waitFor();
    await keys.press('ArrowUp', 'Control+End');
    await keys.type(' Today');
    await keys.press('Enter');
    await article('at the helm? Today').getByText('edited', { exact: true }).waitFor();
    await keys.tabTo('button', 'Actions for this message', 'Shift+Tab');
    await keys.press('Enter');
    await keys.on('menuitem', 'React with 👍');
    await keys.press('Enter');
    await page.getByRole('button', { name: '👍 1 person, you among them' }).waitFor();
    await keys.on('button', 'Actions for this message');
    // Taken back by itself, the reaction goes with the focus that was on it.
    await keys.tabTo('button', '👍 1 person, you among them', 'Shift+Tab');
    await keys.press('Enter');
    await article('Today').and(page.locator(':focus')).waitFor();
    await keys.on('article', /^Kay, \d/);
    await keys.press('Enter');
    await keys.on('menuitem', 'React with 👍');
    await keys.press('ArrowUp');
    await keys.on('menuitem', 'Delete');
    await keys.press('r', 'e', 'p');
    await keys.on('menuitem', 'Reply');
    await keys.press('Enter');
    await keys.on('textbox', 'Message Regatta');
    await keys.type('I am.');
    await keys.press('Enter');
    await article('I am.').getByTitle('Reply to Kay').waitFor();

    await keys.press('Control+Shift+f');
    await keys.on('searchbox', 'Search for');
    await keys.type('helm');
    await page.getByText('1 message').waitFor();
    await keys.tabTo('link', /at the helm/);
    await keys.press('Enter');
    await page.waitForURL('**/message/*');
    await keys.on('textbox', 'Message Regatta');
    const deep = page.url();

    await keys.press('Control+k');
    await keys.on('combobox', 'Go to');
    await keys.type('settings');
    await page.getByRole('option', { name: 'Settings', selected: true }).waitFor();
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    await keys.tabTo('textbox', 'Display name');
    await keys.press('Control+a');
    await keys.type('Kay at sea');
    await keys.press('Enter');
    await page.getByText('Saved.').waitFor();
    await keys.tabTo('radio', /^Online/);
    await keys.press('ArrowDown');
    await keys.on('radio', /^Away/);
    const away = page.getByRole('radio', { name: /^Away/ });
    await expect.poll(() => away.isChecked()).toBe(true);
    await keys.tabTo('switch', 'Tell others what you have read');
    await keys.press('Space');
    await expect
      .poll(() => page.getByRole('switch', { name: 'Tell others what you have read' }).isChecked())
      .toBe(false);

    await page.goto(deep);
    await page.getByRole('article').getByText('at the helm? Today').first().waitFor();
    await keys.on('textbox', 'Message Regatta');
  });

  test('Esc closes what is on top, and the focus goes back to where it came from', async () => {
    const [ann, ben] = await Promise.all([WireUser.register(whole.url, 'Ann'), WireUser.register(whole.url, 'Ben')]);
    await ann.befriend(ben);
    const chatId = (await ann.directChat(ben)).id;
    await ann.send(chatId, 'Well.');
    const page = await whole.openPlain();
    const keys = new Keys(page);
    await new Person(page, 'Ann', ann.username).logIn(whole.url);
    await page.getByRole('link', { name: /Ben/ }).waitFor();
    await page.goto(`${whole.url}/chat/${chatId}`);
    await keys.on('textbox', 'Message Ben');
    await page.getByRole('article').getByText('Well.').waitFor();
    await keys.press('ArrowUp');
    await page.getByText('Editing your message').waitFor();
    await page.setViewportSize({ width: 1100, height: 720 });
    await page.getByRole('button', { name: 'Details' }).click();
    const details = page.getByRole('complementary', { name: 'Details of Ben' });
    await details.waitFor();
    await page.getByRole('textbox', { name: 'Message Ben' }).click();
    await keys.press('Escape');
    await page.getByText('Editing your message').waitFor({ state: 'detached' });
    await details.waitFor();
    await keys.press('Escape');
    await details.waitFor({ state: 'detached' });
    await keys.on('textbox', 'Message Ben');
    await keys.press('Control+/');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await keys.press('Escape');
    await keys.on('textbox', 'Message Ben');
    await keys.tabTo('button', 'More', 'Shift+Tab');
    await keys.press('Enter');
    await keys.on('menuitem', 'Remove contact');
    await keys.press('Enter');
    await page.getByRole('alertdialog').locator(':focus').waitFor();
    // Until the menu it came from has gone, Esc is still the menu's.
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await keys.press('Escape');
    await keys.on('button', 'More');
  });
});
