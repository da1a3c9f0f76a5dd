import { createSignal } from 'solid-js';
import { replaceText } from '../format/replaceText.ts';
import { loadEmoji } from './data.ts';
import { type Emoji, nameBefore, named, search, wholeNameBefore } from './emoji.ts';

const most = 6;

/**
 * Offers emoji for a `:name` that is being written: arrow keys choose, Enter or Tab takes, Esc leaves it as it is, and a
 * second colon takes what has that name.
 */
export function createCompletion(area: () => HTMLTextAreaElement | undefined) {
  const [matches, setMatches] = createSignal<readonly Emoji[]>([]);
  const [active, setActive] = createSignal(0);
  let place: { from: number; to: number } | undefined;
  let asked = 0;

  const close = () => {
    asked++;
    place = undefined;
    if (matches().length > 0) setMatches([]);
  };
  /** The text or the caret is another; `typed`: by what. */
  const follow = async (typed?: InputEvent) => {
    const element = area();
    const caret = element?.selectionStart ?? 0;
    if (!element || element.selectionEnd !== caret) return close();
    const whole = endsName(typed) ? wholeNameBefore(element.value, caret) : undefined;
    const found = whole ?? nameBefore(element.value, caret);
    if (!found) return close();
    const mine = ++asked;
    const all = await loadEmoji().catch(() => []);
    if (mine !== asked) return;
    if (whole) {
      const emoji = named(all, whole.name);
      close();
      if (emoji) replaceText(element, whole.from, caret, emoji.emoji);
      return;
    }
    place = { from: found.from, to: caret };
    setActive(0);
    setMatches(search(all, found.name, most));
  };
  const take = (emoji: Emoji | undefined) => {
    const element = area();
    if (!emoji || !place || !element) return;
    const { from, to } = place;
    close();
    replaceText(element, from, to, `${emoji.emoji} `);
    close();
  };
  const move = (by: number) => setActive((active() + by + matches().length) % matches().length);

  return {
    matches,
    active,
    follow: (typed?: InputEvent): void => void follow(typed),
    close,
    take,
    /** True if the key was for the list. */
    onKeyDown(event: KeyboardEvent): boolean {
      if (matches().length === 0 || event.isComposing) return false;
      if (event.key === 'ArrowDown') move(1);
      else if (event.key === 'ArrowUp') move(-1);
      else if (event.key === 'Escape') close();
      else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') take(matches()[active()]);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

/** A colon was written: to undo what it did leaves it as it is. */
const endsName = (typed: InputEvent | undefined) =>
  typed?.inputType === 'insertText' && typed.data === ':' && !typed.isComposing;
