import { expect, test } from 'vitest';
import { natsConfig } from './config.ts';

test('each user gets its own permissions, and none at all where the list is empty', () => {
  const users = {
    reader: { publish: [], subscribe: ['a.>'] },
    server: { publish: ['b'], subscribe: ['c'] },
  };
  const config = natsConfig(users, { reader: 'one', server: 'two' }, '/some "dir"');
  expect(config).toContain('store_dir: "/some \\"dir\\""');
  expect(config).toContain('user: "reader", password: "one"');
  expect(config).toContain('permissions: { publish: { deny: [">"] }, subscribe: { allow: ["a.>"] } }');
  expect(config).toContain('permissions: { publish: { allow: ["b"] }, subscribe: { allow: ["c"] } }');
});
