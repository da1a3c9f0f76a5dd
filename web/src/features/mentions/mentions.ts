import type { UserCard } from '@messenger/proto';
import { fold } from '../../lib/text.ts';

/** `@` and a name as a word of its own: neither within an address of mail nor within a path. */
const mention = /(?<![\p{L}\p{N}_@/.])@([\p{L}\p{N}_]+)/gu;

/** Where `@name` stands in a text, whoever that is; UTF-16 offsets, half-open, and the name as `byUsername` has it. */
export function mentionsIn(text: string): { from: number; to: number; name: string }[] {
  return [...text.matchAll(mention)].map(({ 0: whole, 1: name = '', index }) => ({
    from: index,
    to: index + whole.length,
    name: fold(name),
  }));
}

/** People by what they are mentioned by, whatever its case. */
export function byUsername(people: readonly UserCard[]): ReadonlyMap<string, UserCard> {
  return new Map(people.map((user) => [fold(user.username), user]));
}
