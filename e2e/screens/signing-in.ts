import { password } from '../pages/person.ts';
import { chatLink, closeByEsc, type Walk } from './walk.ts';

/** Before one is in, and the first minutes of someone who knows nobody yet. */
export async function signIn(walk: Walk): Promise<void> {
  const { page, url, w, cast, look } = walk;
  const field = (name: string) => page.getByLabel(name, { exact: true });
  await page.goto(`${url}/register`);
  await page.getByRole('heading', { name: w.auth.registerTitle }).waitFor();
  await look('registration');
  await field(w.auth.username).fill('x');
  await field(w.auth.password).fill('short');
  await page.getByRole('button', { name: w.auth.register }).click();
  await page.getByText(w.flaws.usernameForm).waitFor();
  await look('registration with flaws', { closely: true });
  const newcomer = `newcomer_${Date.now()}`;
  await field(w.auth.username).fill(newcomer);
  await field(w.auth.password).fill(password);
  await field(w.auth.passwordConfirm).fill(password);
  await page.getByRole('button', { name: w.auth.register }).click();
  await page.getByRole('heading', { name: w.welcome.firstTitle }).waitFor();
  await look('no chats yet');
  await page.getByRole('link', { name: w.shell.contacts }).click();
  await page.getByText(w.contacts.empty).waitFor();
  await look('no contacts yet');
  await page.getByRole('link', { name: w.shell.newGroup }).click();
  await page.getByText(w.group.noContacts).waitFor();
  await look('new group without contacts');
  await page.getByRole('button', { name: w.shell.account }).click();
  await page.getByRole('menuitem', { name: w.shell.settings }).waitFor();
  await look('account menu', { widths: [1280, 768] });
  await page.getByRole('menuitem', { name: w.shell.logout }).click();

  await page.getByRole('heading', { name: w.auth.loginTitle }).waitFor();
  await look('log in');
  await field(w.auth.username).fill(cast.ann.username);
  await field(w.auth.password).fill('Wrong-horse-9');
  await page.getByRole('button', { name: w.auth.login }).click();
  await page.getByRole('alert').waitFor();
  await look('log in refused');
  await logIn(walk);
}

/** As Ann. */
export async function logIn(walk: Walk): Promise<void> {
  const { page, w, cast } = walk;
  await page.getByLabel(w.auth.username, { exact: true }).fill(cast.ann.username);
  await page.getByLabel(w.auth.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: w.auth.login }).click();
  await chatLink(walk, 'Harbour crew').waitFor();
}

/** Where one begins: the chats, and what leads anywhere. */
export async function begin(walk: Walk): Promise<void> {
  const { page, w, look } = walk;
  await chatLink(walk, 'Ben Okafor').waitFor();
  await look('chats', { closely: true });
  await page.setViewportSize({ width: 768, height: 720 });
  await page.getByRole('button', { name: w.shell.expandList }).click();
  await page.getByRole('button', { name: w.shell.collapseList }).waitFor();
  await look('chat list over the page', { widths: [768] });
  await page.getByLabel(w.chats.filter).fill('zzz');
  await page.getByText(w.chats.noMatch('zzz')).waitFor();
  await look('chat list without a match');
  await page.getByLabel(w.chats.filter).fill('');
  await page.keyboard.press('Control+k');
  const switcher = page.getByRole('combobox', { name: w.switcher.title });
  await switcher.waitFor();
  await look('switcher');
  await switcher.fill('ben');
  await page.getByRole('option', { name: 'Ben Okafor' }).waitFor();
  await look('switcher with a word');
  await switcher.fill('zzzz');
  await page.getByText(w.switcher.none('zzzz')).waitFor();
  await look('switcher without a match');
  await closeByEsc(page);
  await page.keyboard.press('Control+/');
  await page.getByRole('dialog', { name: w.shortcuts.title }).waitFor();
  await look('shortcuts');
  await closeByEsc(page);
}
