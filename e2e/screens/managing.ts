import { closeByEsc, type Walk } from './walk.ts';

/** A group from its owner's side. */
export async function manageGroup({ page, w, look }: Walk): Promise<void> {
  await page.getByRole('button', { name: w.chat.details }).click();
  const details = page.getByRole('complementary', { name: w.group.details('Harbour crew') });
  await details.getByRole('button', { name: w.group.memberActions('Ben Okafor') }).waitFor();
  await look('details of a group');
  await look('details of a group, all of them', { widths: [1280], height: 1100 });
  await details.getByRole('button', { name: w.group.edit }).click();
  await details.getByLabel(w.group.name, { exact: true }).fill('');
  await details.getByRole('button', { name: w.group.save }).click();
  await page.getByText(w.group.nameEmpty).waitFor();
  await look('group name with a flaw');
  await details.getByLabel(w.group.name, { exact: true }).press('Escape');
  await details.getByRole('button', { name: w.group.memberActions('Ben Okafor') }).click();
  await page.getByRole('menuitem', { name: w.group.removeMember }).waitFor();
  await look('member menu');
  await page.getByRole('menuitem', { name: w.group.removeMember }).click();
  await page.getByRole('alertdialog').waitFor();
  await look('asking before a removal');
  await closeByEsc(page, 'alertdialog');
  await details.getByRole('button', { name: w.group.add }).click();
  await page.getByRole('dialog', { name: w.group.add }).waitFor();
  await look('adding people');
  await closeByEsc(page);
  await details.getByRole('button', { name: w.chat.jumpToDate }).click();
  await page.getByRole('dialog', { name: w.chat.jumpToDate }).waitFor();
  await look('jump to a date');
  await closeByEsc(page);
  await details.getByRole('button', { name: w.shell.close }).click();
}

/** People: those one knows, those who asked, those one looks for. */
export async function meet({ page, url, w, cast, look }: Walk): Promise<void> {
  await page.getByRole('link', { name: w.shell.contactsWithRequests(1) }).click();
  await page.getByRole('button', { name: w.contacts.acceptFrom('Cleo Marin') }).waitFor();
  await look('contacts', { closely: true });
  const search = page.getByLabel(w.contacts.searchLabel);
  await search.fill('Szabo');
  await page.getByRole('list', { name: w.contacts.results }).waitFor();
  await look('people found');
  await search.fill('zzzz');
  await page.getByText(w.contacts.noResults('zzzz')).waitFor();
  await look('nobody found');
  await page.goto(`${url}/user/${cast.ben.id}`);
  await page.getByRole('button', { name: w.contacts.writeTo('Ben Okafor') }).waitFor();
  await look('profile of a contact');
  await page.goto(`${url}/user/${cast.ann.id}`);
  await page.getByText(w.user.self).waitFor();
  await look('own profile');
}

/** What one sets up for oneself: a group, and how all of this is. */
export async function arrange({ page, w, look }: Walk): Promise<void> {
  await page.getByRole('link', { name: w.shell.newGroup }).click();
  await page.getByRole('checkbox', { name: /Dóra Szabó/ }).waitFor();
  await page.getByRole('button', { name: w.group.create }).click();
  await page.getByText(w.group.nameEmpty).waitFor();
  await look('new group with flaws');
  await page.getByRole('button', { name: w.shell.account }).click();
  await page.getByRole('menuitem', { name: w.shell.settings }).click();
  await page.getByRole('button', { name: w.settings.endSession }).first().waitFor();
  await look('settings', { closely: true });
  await look('settings, all of them', { widths: [1280, 320], height: 1500 });
}

/** Looking for what was said. */
export async function search({ page, w, look }: Walk): Promise<void> {
  await page.getByRole('link', { name: w.shell.search }).click();
  const field = page.getByLabel(w.search.label);
  await field.waitFor();
  await page.getByText(w.search.hint).waitFor();
  await look('search');
  await field.fill('ferry');
  await page.getByText(w.search.found(2, false)).waitFor();
  await look('search with results', { closely: true });
  await field.fill('zzzz');
  await page.getByText(w.search.none('zzzz')).waitFor();
  await page.getByText(w.search.found(2, false)).waitFor({ state: 'detached' });
  await look('search without results');
}
