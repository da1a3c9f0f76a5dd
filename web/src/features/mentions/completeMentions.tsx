import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import type { Source } from '../completion/createCompletion.ts';
import { fitting, mentionBefore } from './fitting.ts';
import { useMentions } from './Mentionable.tsx';

const most = 6;

/** The others in the chat around, for an `@name` that is being written; both of their names are gone by. */
export function completeMentions(): Source {
  const sync = useSync();
  const known = useMentions();
  return (text, caret) => {
    const begun = known && mentionBefore(text, caret);
    if (!begun) return undefined;
    known.ask();
    const others = () => known.people().filter(({ id }) => id !== sync.state.me()?.id);
    const matches = () =>
      fitting(others(), begun.name, most).map((user) => ({
        text: `@${user.username}`,
        sign: () => <Avatar id={user.id} name={nameOf(user)} picture={user.avatar} size="small" />,
        name: nameOf(user),
        about: `@${user.username}`,
      }));
    return { from: begun.from, label: words.chat.peopleMatches, matches };
  };
}
