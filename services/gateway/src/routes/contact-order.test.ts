import type { http } from '@messenger/proto';
import { expect, test } from 'vitest';
import { listed } from './contact-order.ts';

test('online first, then by name whatever the case', () => {
  const contact = (displayName: string, presence: 'online' | 'away' | 'offline') =>
    ({ user: { displayName, username: displayName }, presence }) as http.Contact;
  const all = [
    contact('Zoe', 'offline'),
    contact('bob', 'away'),
    contact('Ida', 'online'),
    contact('Émile', 'online'),
    contact('ann', 'offline'),
    contact('anton', 'online'),
  ];
  const names = listed(all).map(({ user }) => user.displayName);
  expect(names).toEqual(['anton', 'Émile', 'Ida', 'bob', 'ann', 'Zoe']);
});
