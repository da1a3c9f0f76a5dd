import { expect, test } from 'vitest';
import { deviceReadMarks } from './read-marks.ts';

function memory(map = new Map<string, string>()) {
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  };
}
const kept = (storage: ReturnType<typeof memory>) => Object.fromEntries(deviceReadMarks(storage).load('ann'));

test('two tabs keep what each has read, and neither takes away what the other has', () => {
  const storage = memory();
  const [one, other] = [deviceReadMarks(storage), deviceReadMarks(storage)];
  one.save('ann', new Map([['c1', 3]]));
  other.save('ann', new Map([['c2', 5]]));
  one.save(
    'ann',
    new Map([
      ['c1', 4],
      ['c3', 1],
    ]),
  );
  expect(kept(storage)).toEqual({ c1: 4, c2: 5, c3: 1 });
  other.save(
    'ann',
    new Map([
      ['c2', 5],
      ['c1', 9],
    ]),
  );
  one.save('ann', new Map());
  expect(kept(storage)).toEqual({ c1: 9, c2: 5 });
  other.save('ann', new Map());
  expect(kept(storage)).toEqual({});
});

test('what is left from before is taken over by who loads it', () => {
  const storage = memory();
  deviceReadMarks(storage).save('ann', new Map([['c1', 3]]));
  const next = deviceReadMarks(storage);
  expect([...next.load('ann')]).toEqual([['c1', 3]]);
  next.save('ann', new Map());
  expect(kept(storage)).toEqual({});
  storage.setItem('read:ann', 'not json');
  expect(kept(storage)).toEqual({});
});
