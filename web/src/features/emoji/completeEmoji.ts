import { words } from '../../lib/strings.ts';
import type { Source } from '../completion/createCompletion.ts';
import { loadEmoji } from './data.ts';
import { nameBefore, named, search, wholeNameBefore } from './emoji.ts';

const most = 6;

/** Emoji for a `:name` that is being written; a second colon takes what has that name. */
export const completeEmoji: Source = (text, caret, typed) => {
  const whole = endsName(typed) ? wholeNameBefore(text, caret) : undefined;
  const begun = whole ?? nameBefore(text, caret);
  if (!begun) return undefined;
  return loadEmoji()
    .catch(() => [])
    .then((all) => {
      if (whole) {
        const emoji = named(all, whole.name);
        return emoji && { from: whole.from, text: emoji.emoji };
      }
      const matches = search(all, begun.name, most).map(({ emoji, names, label }) => ({
        text: emoji,
        sign: () => emoji,
        name: `:${names[0]}:`,
        about: label,
      }));
      return { from: begun.from, label: words.chat.emojiMatches, matches: () => matches };
    });
};

/** A colon was written: to undo what it did leaves it as it is. */
const endsName = (typed: InputEvent | undefined) =>
  typed?.inputType === 'insertText' && typed.data === ':' && !typed.isComposing;
