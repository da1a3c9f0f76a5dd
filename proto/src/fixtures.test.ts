import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TObject } from '@sinclair/typebox';
import { expect, test } from 'vitest';
import { chatEvents, contactEvents, LogCreated, userEvents } from './index.ts';

/** Events as stored, one of each type and version ever released. They are never changed: logs hold them for ever. */
const dir = join(import.meta.dirname, 'fixtures');
const types = { ...chatEvents, ...contactEvents, ...userEvents, LogCreated };
const versionOf = (schema: TObject): number => schema.properties.v!.const;

test.each(Object.entries(types))('%s has a golden fixture of each version', (type, schema) => {
  const versions = Array.from({ length: versionOf(schema) }, (_, i) => i + 1);
  const names = readdirSync(dir).filter((name) => name.startsWith(`${type}.`));
  expect(names).toEqual(versions.map((v) => `${type}.v${v}.json`));
  for (const name of names) {
    const { event } = JSON.parse(readFileSync(join(dir, name), 'utf8'));
    expect(`${event.type}.v${event.v}.json`).toBe(name);
  }
});
