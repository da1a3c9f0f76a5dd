import { A, useNavigate } from '@solidjs/router';
import { createMemo, createSignal, For, Match, Switch } from 'solid-js';
import { Virtualizer, type VirtualizerHandle } from 'virtua/solid';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { filterChats } from '../../sync/views.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ChatListItem, rowHeight } from './ChatListItem.tsx';
import './ChatList.css';

type Props = {
  filter: string;
  /** A letter was typed on the list: the filter takes it. */
  onType: () => void;
  /** A chat was chosen, here and not in another tab. */
  onOpen: () => void;
  /** Arrow up on the first chat. */
  onUp: () => void;
  handle: (handle: { focusFirst: () => void; openFirst: () => void }) => void;
};

/** The chats, newest activity first. One tab stop; the arrow keys move within. */
export function ChatList(props: Props) {
  const sync = useSync();
  const navigate = useNavigate();
  const me = () => sync.state.me()?.id;
  const chats = createMemo(() => filterChats(sync.state.chats(), me(), sync.state.user, props.filter));
  const ids = createMemo(() => chats().map((chat) => chat.id), undefined, { equals: sameIds });
  const [active, setActive] = createSignal<string>();
  const [wanted, setWanted] = createSignal<string>();
  const tabStop = () => (ids().includes(active() ?? '') ? active() : ids()[0]);
  const [scroller, setScroller] = createSignal<HTMLElement>();
  let list: VirtualizerHandle | undefined;

  const focus = (index: number) => {
    const id = ids()[index];
    if (id === undefined) return;
    setWanted(id);
    list?.scrollToIndex(index, { align: 'nearest' });
    focusRow(id, 10);
  };
  /** A row takes the focus once it is in the page and measured, some frames after it is asked for. */
  const focusRow = (id: string, frames: number) => {
    const row = scroller()?.querySelector<HTMLElement>(`[data-chat="${id}"]`);
    row?.focus({ preventScroll: true });
    if (document.activeElement !== row || !row) {
      if (frames > 0 && wanted() === id) requestAnimationFrame(() => focusRow(id, frames - 1));
    }
  };
  // The row with the focus and the one that is to get it stay in the page, wherever the list is scrolled to.
  const kept = () => [active(), wanted()].map((id) => ids().indexOf(id ?? '')).filter((index) => index >= 0);

  props.handle({
    focusFirst: () => focus(0),
    openFirst: () => {
      const id = ids()[0];
      if (id !== undefined) navigate(`/chat/${id}`);
    },
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const at = ids().indexOf(active() ?? '');
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids().length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      if (to < 0) props.onUp();
      else focus(Math.min(to, ids().length - 1));
    } else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      props.onType();
    }
  };

  return (
    <nav class="chat-list scrolls" aria-label={words.chats.list} ref={setScroller} onKeyDown={onKeyDown}>
      <Switch>
        <Match when={!sync.state.loaded()}>
          <For each={Array.from({ length: 9 })}>{() => <ChatBones />}</For>
        </Match>
        <Match when={ids().length > 0 && scroller()}>
          {(element) => (
            <Virtualizer
              as="ul"
              item="li"
              data={ids()}
              itemSize={rowHeight}
              keepMounted={kept()}
              scrollRef={element()}
              ref={(handle) => {
                list = handle;
              }}
            >
              {(id) => (
                <ChatListItem
                  chatId={id}
                  tabStop={tabStop() === id}
                  onFocus={() => setActive(id)}
                  onOpen={({ ctrlKey, metaKey, shiftKey }) => ctrlKey || metaKey || shiftKey || props.onOpen()}
                />
              )}
            </Virtualizer>
          )}
        </Match>
        <Match when={props.filter}>
          <p class="chat-list-none">{words.chats.noMatch(props.filter)}</p>
        </Match>
        <Match when={true}>
          <p class="chat-list-none">{words.chats.empty}</p>
          <Empty title={words.chats.empty} body={words.chats.emptyHint}>
            <A class="button" data-look="primary" href="/contacts">
              {words.chats.emptyAction}
            </A>
          </Empty>
        </Match>
      </Switch>
    </nav>
  );
}

function ChatBones() {
  return (
    <div class="chat-item" aria-hidden="true">
      <span class="bone chat-bone-face" />
      <span class="chat-item-text">
        <span class="bone chat-bone-name" />
        <span class="bone chat-bone-line" />
      </span>
    </div>
  );
}

const sameIds = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((id, i) => id === b[i]);
