import { expect, test } from 'vitest';
import { forgetDrafts, openDrafts } from './drafts.ts';

function memory() {
  const map = new Map<string, string>();
  return {
    map,
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  };
}

test('a draft is kept per user and chat, and outlives a reload', () => {
  const storage = memory();
  openDrafts(storage, 'ann').write('c1', 'half a thou');
  openDrafts(storage, 'ben').write('c1', 'other');
  expect(openDrafts(storage, 'ann').read('c1')).toBe('half a thou');
  expect(openDrafts(storage, 'ann').read('c2')).toBe('');
  expect(openDrafts(storage, 'ann').has('c1')).toBe(true);
  expect([openDrafts(storage, 'ann').any(), openDrafts(storage, 'cleo').any()]).toEqual([true, false]);
});

test('sending, or deleting all of it, forgets the draft', () => {
  const storage = memory();
  const drafts = openDrafts(storage, 'ann');
  drafts.write('c1', 'text');
  drafts.write('c1', ' \n');
  expect([drafts.has('c1'), drafts.any()]).toEqual([false, false]);
  drafts.write('c1', '\u200b');
  expect(drafts.any()).toBe(false);
  expect(storage.map.size).toBe(0);
});

test('logging out leaves none behind, another user’s stay', () => {
  const storage = memory();
  openDrafts(storage, 'ann').write('c1', 'secret');
  openDrafts(storage, 'ben').write('c1', 'his');
  forgetDrafts(storage, 'ann');
  expect(openDrafts(storage, 'ann').read('c1')).toBe('');
  expect(openDrafts(storage, 'ben').read('c1')).toBe('his');
});

test('each tab keeps what the others wrote, and shows it; what was logged out is gone in all', () => {
  const storage = memory();
  const [one, other] = [openDrafts(storage, 'ann'), openDrafts(storage, 'ann')];
  one.write('c1', 'here');
  other.write('c2', 'there');
  one.write('c1', 'here it is');
  expect([other.read('c1'), one.has('c2')]).toEqual(['here it is', true]);
  one.write('c1', '');
  expect(openDrafts(storage, 'ann').read('c2')).toBe('there');
  forgetDrafts(storage, 'ann');
  expect([one.has('c2'), other.read('c2')]).toEqual([false, '']);
});

test('what is answered is kept with the draft, and goes with it', () => {
  const storage = memory();
  const drafts = openDrafts(storage, 'ann');
  const answers = { id: 'm1', ordinal: 7, senderId: 'ben' };
  drafts.write('c1', 'yes', answers);
  drafts.write('c2', 'no');
  const next = openDrafts(storage, 'ann');
  expect([next.read('c1'), next.answers('c1'), next.answers('c2')]).toEqual(['yes', answers, undefined]);
  next.write('c1', 'yes');
  expect([openDrafts(storage, 'ann').read('c1'), drafts.answers('c1')]).toEqual(['yes', undefined]);
  drafts.write('c1', 'yes', answers);
  drafts.write('c1', '', answers);
  drafts.write('c1', 'new');
  expect(drafts.answers('c1')).toBeUndefined();
});

test('garbage in the storage is no draft', () => {
  const storage = memory();
  storage.map.set('drafts:ann', '{"c1": 5, "c2": "ok"}');
  expect(openDrafts(storage, 'ann').read('c1')).toBe('');
  expect(openDrafts(storage, 'ann').read('c2')).toBe('ok');
  storage.map.set('drafts:ann', '{"c1": {"text": "ok", "answers": {"id": 5}}, "c2": {"text": 5}, "c3": null}');
  const drafts = openDrafts(storage, 'ann');
  expect([drafts.read('c1'), drafts.answers('c1'), drafts.has('c2'), drafts.has('c3')]).toEqual([
    'ok',
    undefined,
    false,
    false,
  ]);
  storage.map.set('drafts:ann', 'not json');
  expect(openDrafts(storage, 'ann').read('c2')).toBe('');
});
