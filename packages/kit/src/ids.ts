import { fnv1a32, type Id, isId } from '@messenger/proto';
import { v5, v7 } from 'uuid';

/** Namespaces of derived ids (UUIDv5, RFC 9562): one per kind of thing, fixed for ever. */
const namespaces = {
  pair: '6f3c1f0e-5b0a-4c55-9d43-1f6f1c0a7e01',
  direct: '6f3c1f0e-5b0a-4c55-9d43-1f6f1c0a7e02',
  made: '6f3c1f0e-5b0a-4c55-9d43-1f6f1c0a7e03',
} as const;

/** A new id: UUIDv7, so that ids made later sort later. */
export const newId = (): Id => v7();

/** The id of the contact pair of two users, whoever comes first. */
export const pairId = (a: Id, b: Id): Id => v5(sorted(a, b), namespaces.pair);

/** The id of the direct chat of two users: there can never be two (R11). */
export const directChatId = (a: Id, b: Id): Id => v5(sorted(a, b), namespaces.direct);

/** The id of what a command makes, so that repeating the command makes nothing twice. */
export const derivedId = (by: Id, commandId: Id, what = ''): Id => v5(`${by}:${commandId}:${what}`, namespaces.made);

function sorted(a: Id, b: Id): string {
  if (!isId(a) || !isId(b)) throw new Error('not an id');
  return a < b ? `${a}:${b}` : `${b}:${a}`;
}

/** 8 hex digits for names that only need to differ, such as log generations. */
export const shortId = (): string => fnv1a32(v7()).toString(16).padStart(8, '0');
