import { refusalStatus } from '@messenger/proto';
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

test('what goes wrong while one uses it is said in the language of the interface', () => {
  // The forms say the others at the field that is wrong.
  const atFields = ['unauthenticated', 'username_taken'];
  /** What no client of ours does. */
  const never = ['method_not_allowed', 'ambiguous', 'range_not_satisfiable'];
  const codes = ['offline', 'timeout', 'bad_answer', 'signed_out', ...Object.keys(refusalStatus)];
  const said = codes.filter((code) => ![...atFields, ...never].includes(code));
  expect(said.filter((code) => !en.errors[code] || !de.errors[code])).toEqual([]);
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
  expect(de.notice.role.member('Ann', de.notice.object, true)).toBe('Ann: Verwaltung von dir genommen');
  expect(de.notice.added('Ann', ['A', 'B', 'C', 'D', 'E'])).toBe('Ann: A, B, C und 2 weitere hinzugefügt');
});

test('the first language of the browser that the interface speaks is taken, else English', () => {
  expect([['fr', 'de-AT', 'en'], ['en-GB', 'de'], ['ja'], []].map(spoken)).toEqual(['de', 'en', 'en', 'en']);
});
