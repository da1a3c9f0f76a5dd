import type { UserCard } from '@messenger/proto';
import { fold } from '../../lib/text.ts';
import { nameOf } from '../../sync/views.ts';

const begun = /(?<![\p{L}\p{N}_@/.])@([\p{L}\p{N}\p{M}_]{0,50})$/u;

/** An `@name` that is being written right before the caret, from its sign on; `from`: where that stands. */
export function mentionBefore(text: string, caret: number): { from: number; name: string } | undefined {
  const found = begun.exec(text.slice(0, caret));
  return found ? { from: found.index, name: found[1] ?? '' } : undefined;
}

/** Who may be meant: whose username begins so, then a word of whose name does, then who has it anywhere. At most `most`. */
export function fitting(people: readonly UserCard[], wanted: string, most: number): UserCard[] {
  const query = fold(wanted);
  const rank = (user: UserCard) => {
    const [username, name] = [fold(user.username), fold(nameOf(user))];
    if (username.startsWith(query)) return 0;
    if (name.split(/\s+/).some((word) => word.startsWith(query))) return 1;
    return username.includes(query) || name.includes(query) ? 2 : 3;
  };
  return people
    .map((user) => ({ user, rank: rank(user) }))
    .filter((each) => each.rank < 3)
    .sort((a, b) => a.rank - b.rank || nameOf(a.user).localeCompare(nameOf(b.user)))
    .slice(0, most)
    .map(({ user }) => user);
}
