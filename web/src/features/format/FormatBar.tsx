import Bold from 'lucide-solid/icons/bold';
import Code from 'lucide-solid/icons/code';
import Italic from 'lucide-solid/icons/italic';
import Link from 'lucide-solid/icons/link';
import List from 'lucide-solid/icons/list';
import ListOrdered from 'lucide-solid/icons/list-ordered';
import SquareCode from 'lucide-solid/icons/square-code';
import TextQuote from 'lucide-solid/icons/text-quote';
import { createSignal, For, type ParentProps } from 'solid-js';
import { alongLine } from '../../lib/direction.ts';
import { words } from '../../lib/strings.ts';
import type { Format } from './format.ts';
import { ariaShortcut, shortcutText } from './shortcuts.ts';

const tools = [
  ['bold', Bold],
  ['italic', Italic],
  ['code', Code],
  ['codeBlock', SquareCode],
  ['quote', TextQuote],
  ['bulletList', List],
  ['numberList', ListOrdered],
  ['link', Link],
] as const;

/** What can be made of the text. One tab stop; arrow keys move within. */
export default function FormatBar(props: ParentProps<{ onFormat: (format: Format) => void }>) {
  const [at, setAt] = createSignal(0);
  let bar: HTMLElement | undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    const keys: Record<string, number> = { ArrowLeft: at() - 1, ArrowRight: at() + 1, Home: 0, End: tools.length - 1 };
    const to = keys[alongLine(event.key)];
    if (to === undefined) return;
    event.preventDefault();
    setAt((to + tools.length) % tools.length);
    bar?.querySelectorAll<HTMLElement>('.format-tool')[at()]?.focus();
  };
  return (
    <div class="format-bar">
      <div
        class="format-tools"
        role="toolbar"
        aria-label={words.chat.format}
        ref={(element) => {
          bar = element;
        }}
        onKeyDown={onKeyDown}
      >
        <For each={tools}>
          {([format, Icon], index) => (
            <button
              type="button"
              class="icon-button format-tool"
              tabindex={at() === index() ? 0 : -1}
              aria-label={words.chat[format]}
              aria-keyshortcuts={ariaShortcut(format)}
              title={`${words.chat[format]} (${shortcutText(format)})`}
              onFocus={() => setAt(index())}
              // The text keeps its selection, and a phone its keyboard.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => props.onFormat(format)}
            >
              <Icon size={18} />
            </button>
          )}
        </For>
      </div>
      {props.children}
    </div>
  );
}
