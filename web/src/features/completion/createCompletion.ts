import { createMemo, createSignal, type JSX } from 'solid-js';
import { replaceText } from '../format/replaceText.ts';

/** What a text can be completed to: `text` is put in, the others tell what it is. */
export type Match = { text: string; sign: () => JSX.Element; name: string; about: string };
/** What is being written from an offset to the caret, and what it can become, followed as it changes; or what it is already. */
export type Found = { from: number; label: string; matches: () => readonly Match[] } | { from: number; text: string };
/** Finds what is being written before the caret; `typed`: what the last letter came by. */
export type Source = (
  text: string,
  caret: number,
  typed: InputEvent | undefined,
) => Found | Promise<Found | undefined> | undefined;

type Place = Exclude<Found, { text: string }> & { to: number };

/**
 * Offers what fits what is being written, by the first source that knows: arrow keys choose, Enter or Tab takes, Esc leaves
 * it as it is.
 */
export function createCompletion(area: () => HTMLTextAreaElement | undefined, sources: readonly Source[]) {
  const [place, setPlace] = createSignal<Place>();
  const [index, setIndex] = createSignal(0);
  const matches = createMemo<readonly Match[]>(() => place()?.matches() ?? []);
  const active = () => Math.min(index(), matches().length - 1);
  let asked = 0;

  const close = () => {
    asked++;
    setPlace(undefined);
  };
  /** The text or the caret is another. */
  const follow = async (typed?: InputEvent) => {
    const element = area();
    const caret = element?.selectionStart ?? 0;
    if (!element || element.selectionEnd !== caret) return close();
    const { value } = element;
    let finding: ReturnType<Source>;
    for (const source of sources) finding ??= source(value, caret, typed);
    if (!finding) return close();
    const mine = ++asked;
    const found = await finding;
    if (mine !== asked) return;
    if (!found) return close();
    if ('text' in found) {
      close();
      replaceText(element, found.from, caret, found.text);
      return;
    }
    setIndex(0);
    setPlace({ ...found, to: caret });
  };
  const take = (match: Match | undefined) => {
    const element = area();
    const at = place();
    if (!match || !at || !element) return;
    close();
    replaceText(element, at.from, at.to, `${match.text} `);
    close();
  };
  const move = (by: number) => setIndex((active() + by + matches().length) % matches().length);

  return {
    matches,
    active,
    label: () => place()?.label,
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
