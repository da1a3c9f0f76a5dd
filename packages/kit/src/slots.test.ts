import { expect, test } from 'vitest';
import { SharedSlots, Slots } from './slots.ts';

/** Work that ends when it is told to; `begun` says in which order. */
function works() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  return { begun, work, end: (name: string) => ends.get(name)!() };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('whoever has waited for as long as it wants to is told so, and is not waited for', async () => {
  const { begun, work, end } = works();
  const slots = new Slots(1);
  const first = slots.run(work('first'));
  await expect(slots.run(work('impatient'), 5)).rejects.toThrow('no turn within 5 ms');
  const last = slots.run(work('last'), 60_000);
  end('first');
  await first;
  await settled();
  end('last');
  expect(await last).toBe('last');
  expect(begun).toEqual(['first', 'last']);
});

test('what one wants much of does not keep another waiting for all of it', async () => {
  const { begun, work, end } = works();
  const slots = new SharedSlots({ all: 2, ofOne: 1 });
  const anns = ['ann 1', 'ann 2', 'ann 3'].map((name) => slots.run('ann', work(name)));
  const bobs = ['bob 1', 'bob 2'].map((name) => slots.run('bob', work(name)));
  const cyns = slots.run('cyn', work('cyn'));
  await settled();
  expect(begun).toEqual(['ann 1', 'bob 1']);
  await expect(slots.run('ann', work('impatient'), 5)).rejects.toThrow('no turn');
  end('ann 1');
  await settled();
  expect(begun.slice(2)).toEqual(['cyn']);
  for (const name of ['bob 1', 'cyn', 'ann 2', 'bob 2', 'ann 3']) {
    await settled();
    end(name);
    await settled();
  }
  expect(await Promise.all([...anns, ...bobs, cyns])).toEqual(['ann 1', 'ann 2', 'ann 3', 'bob 1', 'bob 2', 'cyn']);
});
