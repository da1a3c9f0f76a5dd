import type { ContactEntry, ContactRequestEntry } from '@messenger/sync';
import { expect, test } from 'vitest';
import { standingsIn } from './standings.ts';

const contact = (id: string, state: 'online' | 'offline' = 'offline') =>
  ({ user: { id }, presence: { state, lastSeenAt: null } }) as ContactEntry;
const request = (id: string) => ({ id: `pair ${id}`, user: { id } }) as ContactRequestEntry;
const none = { incoming: [], outgoing: [] };

test('is another where somebody stands otherwise, and the same whoever comes and goes', () => {
  const before = standingsIn([contact('a'), contact('b')], none);
  expect(standingsIn([contact('b', 'online'), contact('a')], none)).toBe(before);
  const all = [
    standingsIn([contact('a')], none),
    standingsIn([contact('a')], { ...none, incoming: [request('b')] }),
    standingsIn([contact('a')], { ...none, outgoing: [request('b')] }),
    before,
  ];
  expect(new Set(all).size).toBe(4);
});
