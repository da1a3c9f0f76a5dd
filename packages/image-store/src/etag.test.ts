import { expect, test } from 'vitest';
import { etagOf } from './etag.ts';

test('it is what rows and backups hold already', () => {
  expect(etagOf(Buffer.alloc(0))).toBe('47DEQpj8HBSa-_TImW-5JC');
});
