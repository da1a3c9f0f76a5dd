import { expect, test } from 'vitest';
import { spoken } from '../strings.ts';
import { de } from './de.ts';
import { en } from './en.ts';

/** Every place in a dictionary, as `chat.retry`, with what stands there. */
function places(dictionary: object, path = ''): [string, unknown][] {
  return Object.entries(dictionary).flatMap(([name, value]) =>
    typeof value === 'object' ? places(value, `${path}${name}.`) : ([[path + name, value]] as [string, unknown][]),
  );
}

test('German says everything that English says, and nothing is empty', () => {
  const [english, german] = [places(en), places(de)];
  expect(german.map(([path]) => path).sort()).toEqual(english.map(([path]) => path).sort());
  expect(german.filter(([, value]) => value === '')).toEqual([]);
});

test('each language counts by its own grammar and writes numbers its own way', () => {
  expect([0, 1, 2, 1200].map(en.chat.memberCount)).toEqual(['0 members', '1 member', '2 members', '1,200 members']);
  expect([0, 1, 2, 1200].map(de.chat.memberCount)).toEqual([
    '0 Mitglieder',
    '1 Mitglied',
    '2 Mitglieder',
    '1.200 Mitglieder',
  ]);
  expect(en.notice.added('Ann', ['Ben', 'Cleo'])).toBe('Ann added Ben and Cleo');
  expect(de.notice.added('Ann', ['A', 'B', 'C', 'D', 'E'])).toBe('Ann: A, B, C und 2 weitere hinzugefügt');
});

test('the first language of the browser that the interface speaks is taken, else English', () => {
  expect([['fr', 'de-AT', 'en'], ['en-GB', 'de'], ['ja'], []].map(spoken)).toEqual(['de', 'en', 'en', 'en']);
});
