import { For } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import type { Format } from '../format/format.ts';
import { formatKeys } from '../format/shortcuts.ts';
import { everywhere, type Keys, namesOf } from './keys.ts';
import './Help.css';

/** Every shortcut with its keys: `?` */
export default function Help(props: { onClose: () => void }) {
  const sections = (): [string, [string, readonly Keys[]][]][] => {
    const { shortcuts: say } = words;
    const { switcher, search, help, nextChat, previousChat, nextUnread, previousUnread, details } = everywhere;
    return [
      [
        say.everywhere,
        [
          [say.switcher, switcher],
          [say.search, search],
          [say.nextChat, nextChat],
          [say.previousChat, previousChat],
          [say.nextUnread, nextUnread],
          [say.previousUnread, previousUnread],
          [say.close, [{ key: 'escape' }]],
          [say.help, help],
        ],
      ],
      [
        say.inChat,
        [
          [say.details, details],
          [say.move, [{ key: 'arrowup' }, { key: 'arrowdown' }]],
          [say.tools, [{ key: 'enter' }]],
        ],
      ],
      [
        say.writing,
        [
          [say.send, [{ key: 'enter' }]],
          [say.newLine, [{ key: 'enter', shift: true }]],
          [say.editLast, [{ key: 'arrowup' }]],
          [say.replyLast, [{ key: 'arrowup', mod: true }]],
        ],
      ],
      [
        words.chat.format,
        (Object.keys(formatKeys) as Format[]).map((format) => [words.chat[format], [formatKeys[format]]]),
      ],
    ];
  };
  return (
    <Dialog title={words.shortcuts.title} shape="wide" onClose={props.onClose}>
      <section class="dialog-body scrolls help" aria-label={words.shortcuts.title} tabindex="0">
        <For each={sections()}>
          {([title, shortcuts]) => (
            <section>
              <h3>{title}</h3>
              <dl>
                <For each={shortcuts}>
                  {([what, keys]) => (
                    <div>
                      <dt>{what}</dt>
                      <dd>
                        <For each={keys}>{(each) => <KeyNames keys={each} />}</For>
                      </dd>
                    </div>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
      </section>
    </Dialog>
  );
}

export function KeyNames(props: { keys: Keys }) {
  return (
    <span class="keys">
      <For each={namesOf(props.keys)}>{(name) => <kbd>{name}</kbd>}</For>
    </span>
  );
}
