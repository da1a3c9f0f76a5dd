import { expect, test } from 'vitest';
import { literalPasswords, natsConfig, passwordVariable } from './nats-config.ts';

const users = {
  reader: { publish: [], subscribe: ['a.>'] },
  'chat-command': { publish: ['b'], subscribe: ['c'] },
};

test('each user gets its own permissions, and none at all where the list is empty', () => {
  const config = natsConfig(users, literalPasswords({ reader: 'one' }), { storeDir: '/some "dir"' });
  expect(config).toContain('store_dir: "/some \\"dir\\"", max_file_store: 1TB }');
  expect(config).toContain('user: "reader", password: "one"');
  expect(config).toContain('permissions: { publish: { deny: [">"] }, subscribe: { allow: ["a.>"] } }');
  expect(config).toContain('permissions: { publish: { allow: ["b"] }, subscribe: { allow: ["c"] } }');
  expect(config).not.toContain('http_port');
  expect(config).toContain('\nping_interval: "10s"\nping_max: 2\n');
});

test('passwords may stay in the environment, and each write may go to the disk first', () => {
  const passwordOf = (user: string) => `$${passwordVariable(user)}`;
  const config = natsConfig(users, passwordOf, {
    storeDir: '/data',
    syncAlways: true,
    maxFileStore: '16GB',
    monitorPort: 8222,
  });
  expect(config).toContain('store_dir: "/data", max_file_store: 16GB, sync_interval: always }');
  expect(config).toContain('user: "chat-command", password: $NATS_PASSWORD_CHAT_COMMAND');
  expect(config).toContain('\nhttp_port: 8222\n');
});
