import type { Locator } from 'playwright-core';
import { pictureFile } from '../pages/picture.ts';
import { chatLink, closeByEsc, type Walk } from './walk.ts';

const articleOf = ({ page }: Walk, text: string): Locator => page.getByRole('article').filter({ hasText: text }).last();

async function openTools(walk: Walk, text: string): Promise<void> {
  const article = articleOf(walk, text);
  await article.hover();
  await article.getByRole('button', { name: walk.w.chat.tools }).click();
  await walk.page.getByRole('menuitem', { name: walk.w.chat.copyLink }).waitFor();
}

async function choose(walk: Walk, text: string, action: string): Promise<void> {
  await openTools(walk, text);
  await walk.page.getByRole('menuitem', { name: action, exact: true }).click();
}

/** A chat of two: what texts look like, and what can be done with one. */
export async function talk(walk: Walk): Promise<void> {
  const { page, w, look } = walk;
  await chatLink(walk, 'Ben Okafor').click();
  await articleOf(walk, 'Lovely.').waitFor();
  await page.getByRole('button', { name: w.chat.imageBy('Ben Okafor', 1, 1) }).waitFor();
  await look('direct chat', { closely: true });
  await look('direct chat from its beginning', { widths: [1280], height: 1500 });
  await openTools(walk, 'Lovely.');
  await look('message menu');
  await closeByEsc(page, 'menu');
  await page.getByRole('button', { name: w.chat.imageBy('Ben Okafor', 1, 1) }).click();
  await page.getByRole('dialog', { name: w.lightbox.title(1, 1) }).waitFor();
  await look('one image');
  await closeByEsc(page);
  await page.getByRole('button', { name: w.chat.details }).click();
  await page.getByRole('complementary', { name: w.group.details('Ben Okafor') }).waitFor();
  await look('details of a contact');
  await page.getByRole('button', { name: w.shell.close }).click();
}

/** A group: what happens in one, who has a message, what it said before. */
export async function gather(walk: Walk): Promise<void> {
  const { page, w, look } = walk;
  await chatLink(walk, 'Harbour crew').click();
  await articleOf(walk, 'Then all is ready.').waitFor();
  await look('group chat', { closely: true });
  await look('group chat from its beginning', { widths: [1280], height: 1200 });
  const mine = articleOf(walk, 'both of them');
  await mine.getByRole('button', { name: w.chat.edited }).click();
  await page
    .getByRole('dialog', { name: w.chat.historyTitle })
    .getByText('I bring the ropes.', { exact: true })
    .waitFor();
  await look('edits of a message');
  await closeByEsc(page);
  await mine.getByRole('button', { name: w.chat.stateOf('read', 1) }).click();
  await page.getByRole('dialog', { name: w.chat.infoTitle }).getByText('Dóra Szabó').waitFor();
  await look('who has a message');
  await closeByEsc(page);
  await choose(walk, 'both of them', w.chat.whoReacted);
  await page.getByRole('dialog', { name: w.chat.whoReacted }).getByText('محمد علي').waitFor();
  await look('who reacted');
  await closeByEsc(page);
  await page.getByRole('button', { name: w.chat.imageBy('Dóra Szabó', 2, 3) }).click();
  await page.getByRole('dialog', { name: w.lightbox.title(2, 3) }).waitFor();
  await look('one image of three');
  await closeByEsc(page);
}

/** Writing: an answer, a change, all that a text can have, and what can be wrong with it. */
export async function write(walk: Walk): Promise<void> {
  const { page, w, look } = walk;
  const composer = page.getByRole('textbox', { name: w.chat.compose('Harbour crew') });
  await choose(walk, 'Who brings', w.chat.reply);
  await page.getByRole('button', { name: w.chat.cancel }).waitFor();
  await look('answering');
  await composer.press('Escape');
  await choose(walk, 'both of them', w.chat.edit);
  await page.getByText(w.chat.editing).waitFor();
  await look('changing a message');
  await composer.press('Escape');

  await page.route('**/api/attachments*', (route) =>
    route.request().postDataBuffer()?.includes('broken.png')
      ? route.fulfill({ status: 413, json: { error: { code: 'too_large', message: 'x', requestId: 'x' } } })
      : route.continue(),
  );
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: w.chat.attach }).click();
  const files = [
    pictureFile('bay.png'),
    pictureFile('broken.png', 20),
    { ...pictureFile('plan.txt'), mimeType: 'text/plain' },
  ];
  await (await chooser).setFiles(files);
  await page.getByText(w.chat.uploaded('bay.png')).waitFor();
  await page.getByRole('button', { name: w.chat.retryImage('broken.png') }).waitFor();
  await page.getByRole('button', { name: w.chat.format }).click();
  await composer.fill('See **both**, at `7:40` :sail');
  await composer.press('End');
  await composer.pressSequentially('b');
  await page.getByRole('option').first().waitFor();
  await look('composer with all it can show', { closely: true });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: w.chat.removeImage('broken.png') }).click();
  await page.getByRole('button', { name: w.chat.removeImage('bay.png') }).click();
  await page.unroute('**/api/attachments*');
  await composer.fill('Words. '.repeat(1_500));
  await page.getByText(w.chat.over(500)).waitFor();
  await look('too long a message');
  await composer.fill('');
  await page.getByRole('button', { name: w.chat.format }).click();
  await page.getByRole('button', { name: w.chat.emoji, exact: true }).first().click();
  await page.getByLabel(w.emoji.search).waitFor();
  await page.getByTitle(/:grinning:$/).waitFor();
  await look('emoji picker');
  await page.keyboard.press('Escape');
  await choose(walk, 'both of them', w.chat.deleteMessage);
  await page.getByRole('button', { name: w.chat.undo }).waitFor();
  await look('deletion that can be taken back', { widths: [320] });
  await page.getByRole('button', { name: w.chat.undo }).click();
}
