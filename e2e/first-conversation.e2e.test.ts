import { newId } from '@messenger/kit';
import { describe, expect, test } from 'vitest';
import { browserPath } from './pages/browser.ts';
import { systemInBrowser } from './pages/in-browser.ts';
import { Person } from './pages/person.ts';

describe.skipIf(!browserPath)('in two browsers', () => {
  const whole = systemInBrowser();

  test('register, request, accept, talk live; reload and a restart of everything show the same', async () => {
    const tag = newId().slice(-8);
    // So tall that all of it is on the screen: what is not has no rows.
    const tall = { height: 2600 };
    const [mine, theirs] = [await whole.open(tall), await whole.open(tall)];
    const ann = new Person(mine.page, 'Ann Lindqvist', `ann_${tag}`);
    const bob = new Person(theirs.page, 'Ben Okafor', `ben_${tag}`);
    await Promise.all([ann.register(whole.url), bob.register(whole.url)]);

    await bob.openContacts();
    await ann.request(bob);
    await bob.accept(ann);
    await ann.writeTo(bob);
    await bob.writeTo(ann);
    const chatId = new URL(ann.page.url()).pathname.split('/').at(-1)!;
    expect(new URL(bob.page.url()).pathname).toBe(`/chat/${chatId}`);

    const said: string[] = [];
    for (let n = 1; n <= 20; n++) {
      for (const [from, to] of [
        [ann, bob],
        [bob, ann],
      ] as const) {
        said.push(`${from.name} says ${n}`);
        await from.say(to, said.at(-1)!);
        await to.page.getByRole('article').getByText(said.at(-1)!, { exact: true }).waitFor();
      }
    }
    await expect.poll(() => ann.texts(bob)).toEqual(said);
    await expect.poll(() => bob.texts(ann)).toEqual(said);

    await Promise.all([ann.page.reload(), bob.page.reload()]);
    await expect.poll(() => ann.texts(bob), { timeout: 20_000 }).toEqual(said);
    await expect.poll(() => bob.texts(ann), { timeout: 20_000 }).toEqual(said);

    await whole.restart();
    await Promise.all([ann.page.reload(), bob.page.reload()]);
    await expect.poll(() => ann.texts(bob), { timeout: 20_000 }).toEqual(said);
    await expect.poll(() => bob.texts(ann), { timeout: 20_000 }).toEqual(said);
    await ann.say(bob, 'still here');
    await bob.page.getByRole('article').getByText('still here', { exact: true }).waitFor();

    const log = await whole.logOf(chatId);
    expect(log.map((event) => event.version)).toEqual(log.map((_, i) => i + 1));
    expect(log.map((event) => event.type)).toEqual(['ChatCreated', ...said.map(() => 'MessageSent'), 'MessageSent']);
    expect(log.flatMap((event) => (event.type === 'MessageSent' ? [event.data.text] : []))).toEqual([
      ...said,
      'still here',
    ]);
    expect([...mine.errors, ...theirs.errors]).toEqual([]);
  });
});
