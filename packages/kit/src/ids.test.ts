import { isId } from '@messenger/proto';
import { expect, test } from 'vitest';
import { derivedId, directChatId, newId, pairId, shortId } from './ids.ts';

const ann = '01990000-0000-7000-8000-00000000000a';
const bob = '01990000-0000-7000-8000-00000000000b';

test('new ids are ids, all different, and sort by when they were made', () => {
  const ids = Array.from({ length: 1_000 }, newId);
  expect(ids.every(isId)).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
});

test('a pair and its direct chat have one id, whoever comes first', () => {
  expect(pairId(ann, bob)).toBe(pairId(bob, ann));
  expect(directChatId(ann, bob)).toBe(directChatId(bob, ann));
  expect(pairId(ann, bob)).not.toBe(directChatId(ann, bob));
  expect(isId(pairId(ann, bob)) && isId(directChatId(ann, bob))).toBe(true);
});

test('derived ids are fixed for ever: logs hold them', () => {
  expect(pairId(ann, bob)).toBe('69ad5538-68fa-52e1-aef7-4404cc151a0b');
  expect(directChatId(ann, bob)).toBe('3e6dd19b-bca0-52f7-b008-bca81c683e3e');
});

test('what a command makes has the same id each time the command is given', () => {
  expect(derivedId(ann, bob)).toBe(derivedId(ann, bob));
  expect(new Set([derivedId(ann, bob), derivedId(bob, ann), derivedId(ann, bob, 'slug')]).size).toBe(3);
});

test('nothing is derived from what is no id', () => {
  for (const bad of ['', ann.toUpperCase(), `${ann}\n`, '*']) {
    expect(() => pairId(ann, bad)).toThrow();
    expect(() => directChatId(bad, ann)).toThrow();
  }
});

test('a generation is eight hex digits', () => {
  for (let i = 0; i < 100; i++) expect(shortId()).toMatch(/^[0-9a-f]{8}$/);
});
