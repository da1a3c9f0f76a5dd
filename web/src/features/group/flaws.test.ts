import { flawsOf, Slug } from '@messenger/proto';
import { expect, test } from 'vitest';
import { groupFlaws } from './flaws.ts';

const id = '0190a000-0000-7000-8000-000000000001';

test.each(['harbour-crew', 'abc', 'ab', 'Abc', 'a b c', 'a'.repeat(50), 'a'.repeat(51), id, `${id}-x`, id.slice(1)])(
  'the server takes the address %s if and only if the form does',
  (slug) => {
    const flaws = groupFlaws({ name: 'Harbour', slug });
    expect(flaws.slug === undefined).toBe(flawsOf(Slug, slug).length === 0);
  },
);
