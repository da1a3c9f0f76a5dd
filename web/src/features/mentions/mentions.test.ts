import type { UserCard } from '@messenger/proto';
import { expect, test } from 'vitest';
import { fitting, mentionBefore } from './fitting.ts';
import { byUsername, mentionsIn } from './mentions.ts';

const user = (username: string, displayName: string): UserCard => ({
  id: username,
  username,
  displayName,
  avatar: null,
});
const people = [user('Ben_1', 'Ben Okafor'), user('zoe', 'Zoë Bensen'), user('ruben', 'Ruben'), user('cleo', 'Cleo')];

test('a mention is a word of its own, and found whatever its case', () => {
  expect(mentionsIn('Well, @Ben_1: (@CLEO)')).toEqual([
    { from: 6, to: 12, name: 'ben_1' },
    { from: 15, to: 20, name: 'cleo' },
  ]);
  expect(['x@ben', 'https://a.example/@ben', '@@ben', '@ ben'].flatMap(mentionsIn)).toEqual([]);
  expect(byUsername(people).get('ben_1')?.displayName).toBe('Ben Okafor');
});

test('one that is being written is followed from its sign on', () => {
  expect(mentionBefore('so @', 4)).toEqual({ from: 3, name: '' });
  expect(mentionBefore('@Zoë and', 4)).toEqual({ from: 0, name: 'Zoë' });
  for (const text of ['a@b', 'so @ben ', '@@']) expect(mentionBefore(text, text.length)).toBeUndefined();
});

test('who may be meant is found by either name, the username first', () => {
  const found = (wanted: string) => fitting(people, wanted, 10).map(({ username }) => username);
  expect(found('BEN')).toEqual(['Ben_1', 'zoe', 'ruben']);
  expect(found('zoé')).toEqual(['zoe']);
  expect(found('')).toHaveLength(4);
  expect(fitting(people, '', 2)).toHaveLength(2);
});
