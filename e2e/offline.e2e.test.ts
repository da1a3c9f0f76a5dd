import { newId } from '@messenger/kit';
import { describe, expect, test } from 'vitest';
import { browserPath } from './pages/browser.ts';
import { systemInBrowser } from './pages/in-browser.ts';
import { Person } from './pages/person.ts';

describe.skipIf(!browserPath)('in a browser that is offline', () => {
  const whole = systemInBrowser();

  test('what was written survives the page, and goes out once and in order when the line is back', async () => {
    const tag = newId().slice(-8);
    const [mine, theirs] = [await whole.open(), await whole.open()];
    const ann = new Person(mine.page, 'Ann Lindqvist', `ann_${tag}`);
    const bob = new Person(theirs.page, 'Ben Okafor', `ben_${tag}`);
    await Promise.all([ann.register(whole.url), bob.register(whole.url)]);
    await ann.request(bob);
    await bob.accept(ann);
    await ann.writeTo(bob);
    await bob.writeTo(ann);
    const chat = ann.page.url();

    await mine.context.setOffline(true);
    const said = Array.from({ length: 10 }, (_, n) => `offline ${n}`);
    for (const text of said) await ann.say(bob, text);
    await expect.poll(() => ann.texts(bob)).toEqual(said);
    await ann.page.close();

    await mine.context.setOffline(false);
    const again = new Person(await mine.context.newPage(), ann.name, ann.username);
    await again.page.goto(chat);
    await expect.poll(() => bob.texts(ann), { timeout: 20_000 }).toEqual(said);
    await expect.poll(() => again.texts(bob), { timeout: 20_000 }).toEqual(said);
    const log = await whole.logOf(new URL(chat).pathname.split('/').at(-1)!);
    expect(log.flatMap((event) => (event.type === 'MessageSent' ? [event.data.text] : []))).toEqual(said);
  });
});
