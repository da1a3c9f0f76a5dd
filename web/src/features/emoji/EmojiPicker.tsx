import { createEffect, createMemo, createResource, createSignal, For, on, onMount, Show } from 'solid-js';
import { alongLine } from '../../lib/direction.ts';
import { storage } from '../../lib/storage.ts';
import { words } from '../../lib/strings.ts';
import { Button } from '../../ui/Button.tsx';
import { loadEmoji } from './data.ts';
import { type Emoji, search } from './emoji.ts';
import { noteEmoji, recentEmoji } from './recent.ts';
import './EmojiPicker.css';

/** Unicode's groups in its order, each with one that stands for it. */
const groups = [
  [0, '😀'],
  [1, '👋'],
  [3, '🐻'],
  [4, '🍏'],
  [5, '🚲'],
  [6, '⚽'],
  [7, '💡'],
  [8, '🔣'],
  [9, '🏁'],
] as const;
const recent = -1;
const mostFound = 120;

/** All emoji: by search, by group, and those chosen last. Arrow keys move, Enter chooses. */
export function EmojiPicker(props: { onChoose: (emoji: string) => void }) {
  const [all, { refetch }] = createResource(loadEmoji);
  const [wanted, setWanted] = createSignal('');
  const used = recentEmoji(storage);
  const [group, setGroup] = createSignal<number>(used.length > 0 ? recent : 0);
  let grid: HTMLElement | undefined;
  let input: HTMLInputElement | undefined;

  const shown = createMemo<readonly Emoji[]>(() => {
    const emoji = all.error ? [] : (all() ?? []);
    if (wanted().trim()) return search(emoji, wanted(), mostFound);
    if (group() !== recent) return emoji.filter((each) => each.group === group());
    return used.flatMap((sign) => emoji.find((each) => each.emoji === sign) ?? []);
  });
  const title = () =>
    wanted().trim()
      ? words.emoji.found(shown().length)
      : group() === recent
        ? words.emoji.recent
        : words.emoji.groups[group()];
  createEffect(on([wanted, group], () => grid?.scrollTo(0, 0), { defer: true }));
  onMount(() => input?.focus());

  const choose = (emoji: string | undefined) => {
    if (emoji === undefined) return;
    noteEmoji(storage, emoji);
    props.onChoose(emoji);
  };
  /** The first that is found; where they come late, once they are there. */
  const chooseFound = async () => {
    await loadEmoji().catch(() => undefined);
    if (input?.isConnected && wanted().trim()) choose(shown()[0]?.emoji);
  };
  const buttons = () => [...(grid?.querySelectorAll('button') ?? [])];
  const onGridKey = (event: KeyboardEvent) => {
    const list = buttons();
    const at = list.indexOf(event.target as HTMLButtonElement);
    const columns = Math.max(1, list.filter(({ offsetTop }) => offsetTop === list[0]?.offsetTop).length);
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    const ends: Record<string, number> = { Home: 0, End: list.length - 1 };
    const to = ends[event.key] ?? at + (steps[alongLine(event.key)] ?? Number.NaN);
    if (Number.isNaN(to)) return;
    event.preventDefault();
    if (to < 0) input?.focus();
    else list[Math.min(to, list.length - 1)]?.focus();
  };

  return (
    <div class="emoji-picker">
      <input
        ref={(element) => {
          input = element;
        }}
        type="text"
        autocomplete="off"
        aria-label={words.emoji.search}
        placeholder={words.emoji.search}
        onInput={(event) => setWanted(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === 'ArrowDown') buttons()[0]?.focus();
          else if (event.key === 'Enter' && wanted().trim()) void chooseFound();
          else return;
          event.preventDefault();
        }}
      />
      <nav class="emoji-groups" aria-label={words.emoji.kinds}>
        <For each={used.length > 0 ? [[recent, '🕒'] as const, ...groups] : groups}>
          {([id, sign]) => {
            const label = () => (id === recent ? words.emoji.recent : words.emoji.groups[id]);
            return (
              <button
                type="button"
                aria-label={label()}
                title={label()}
                aria-pressed={!wanted().trim() && group() === id}
                onClick={() => {
                  if (input) input.value = '';
                  setWanted('');
                  setGroup(id);
                }}
              >
                {sign}
              </button>
            );
          }}
        </For>
      </nav>
      <p class="emoji-title" role="status">
        {all.loading ? words.emoji.loading : title()}
      </p>
      <section
        class="emoji-grid scrolls"
        aria-label={title()}
        ref={(element) => {
          grid = element;
        }}
        onKeyDown={onGridKey}
      >
        <For each={shown()}>
          {(each, index) => (
            <button
              type="button"
              tabindex={index() === 0 ? 0 : -1}
              aria-label={each.label}
              title={`${each.label} :${each.names[0]}:`}
              onClick={() => choose(each.emoji)}
            >
              {each.emoji}
            </button>
          )}
        </For>
        <Show when={all.error}>
          <div class="emoji-failed" role="alert">
            <p>{words.emoji.failed}</p>
            <Button onClick={() => void refetch()}>{words.chat.retryLoad}</Button>
          </div>
        </Show>
      </section>
    </div>
  );
}
