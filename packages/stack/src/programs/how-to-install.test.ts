import { expect, test } from 'vitest';
import { howToInstall } from './how-to-install.ts';

test.each([
  ['brew', 'brew install redis '],
  ['apt-get', 'sudo apt-get install redis-server '],
  ['dnf', 'sudo dnf install redis '],
])('with %s it names its command', (manager, command) => {
  const message = howToInstall('redis-server', (program) => program === manager);
  expect(message).toContain(command);
  expect(message).toContain('REDIS_URL');
});

test('without a known package manager it says where to get it', () => {
  expect(howToInstall('nats-server', () => false)).toContain('https://nats.io/download');
});
