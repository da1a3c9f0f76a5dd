import type { Chat } from '@messenger/proto';
import { useNavigate } from '@solidjs/router';
import { createEffect, createMemo, createSignal, on, Show, untrack } from 'solid-js';
import { Virtualizer } from 'virtua/solid';
import { createUncovered } from '../../lib/backCloses.ts';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { dayKey, dayLabel } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { whenBackOnline } from '../../sync/online.ts';
import { Announcer } from './Announcer.tsx';
import { createTimelineScroll, topHeight } from './createTimelineScroll.ts';
import { uncoverChat } from './details.ts';
import { light } from './lit.ts';
import { moveFocus } from './moveFocus.ts';
import { newSince, whereToOpen } from './opening.ts';
import { grewAtTop, keptRows, type Row, rowsOf } from './rows.ts';
import { OlderBones } from './TimelineBones.tsx';
import { DayLine, TimelineRow } from './TimelineRow.tsx';
import { TimelineWays } from './TimelineWays.tsx';
import './Timeline.css';

/** A chat's history, virtual: only the rows near the screen are in the page. */
export function Timeline(props: { chat: Chat; name: string; target: string | undefined }) {
  const sync = useSync();
  const navigate = useNavigate();
  const whenUncovered = createUncovered();
  // Of one chat throughout; when it ends the chat itself may be gone.
  const chatId = untrack(() => props.chat.id);
  const timeline = createMemo(() => sync.state.timeline(chatId));
  const items = createMemo(() => new Map(timeline().items.map((item) => [item.id, item])));
  // As of the opening: the divider stays where it is while one reads.
  const readUpTo = untrack(() => newSince(props.chat));

  /** The divider's place, while that is loaded. */
  const dividedAt = createMemo(() => (whereToOpen(timeline(), readUpTo) === 'here' ? readUpTo : undefined));

  /** The days of messages, worked out once. */
  const days = createMemo(() => {
    const now = clock();
    const known = new Map<string, string>();
    return (at: string): string => {
      const day = known.get(at) ?? dayKey(at, now);
      known.set(at, day);
      return day;
    };
  });
  const list = createMemo<{ rows: Row[]; grewAtTop: boolean }>(
    (old) => {
      const rows = keptRows(
        old.rows,
        rowsOf({ items: timeline().items, me: sync.state.me()?.id, readUpTo: dividedAt(), dayOf: days() }),
      );
      return { rows, grewAtTop: grewAtTop(old.rows, rows) };
    },
    { rows: [], grewAtTop: false },
  );
  // The list is keyed by message: a row that changes keeps its element.
  const rowById = createMemo(() => new Map(list().rows.map((row) => [row.id, row])));
  const ids = createMemo(() => [...rowById().keys()]);

  const [scroller, setScroller] = createSignal<HTMLElement>();
  const scroll = createTimelineScroll({
    scroller,
    rows: () => list().rows,
    grewAtTop: () => list().grewAtTop,
    timeline,
    item: (id) => items().get(id),
    loadOlder: () => sync.actions.loadOlder(chatId),
    loadNewer: () => sync.actions.loadNewer(chatId),
    loadLatest: () => sync.actions.loadLatest(chatId),
    loadNew: () => sync.actions.loadAround(chatId, (readUpTo ?? 0) + 1),
    keepNewest: () => sync.actions.keepNewest(chatId),
    target: () => props.target,
    onTargetLeft: () => {
      uncoverChat();
      whenUncovered(() => navigate(`/chat/${chatId}`, { replace: true }));
    },
    onShown: (ordinal) => sync.actions.markRead(chatId, ordinal),
  });
  /** What led to a message may be gone, and the focus with it: the message has it then. */
  const arrive = (messageId: string) => {
    light(messageId);
    if (document.activeElement !== document.body) return;
    scroller()?.querySelector<HTMLElement>(`[data-message="${messageId}"]`)?.focus({ preventScroll: true });
  };
  /** Whoever came for a message has not seen what is new. */
  const newHidden = () => readUpTo !== undefined && scroll.placed() && !scroll.newSeen();
  /** The row that was used last: what it has opened stays open, wherever the list goes. */
  const [used, setUsed] = createSignal<string>();
  const use = ({ target }: Event) => {
    const row = target instanceof Element ? target.closest('[data-message]') : null;
    if (row) setUsed(row.getAttribute('data-message') ?? undefined);
  };
  const kept = () => [ids().indexOf(used() ?? '')].filter((index) => index >= 0);
  // What could not be loaded above or below without a connection is, now that there is one.
  whenBackOnline(scroll.onScroll);
  createEffect(
    on([() => props.target, scroll.placed], ([target, placed], before) => {
      if (!placed) return;
      // The rows of a page that was loaded for it are in the list by then.
      if (target !== undefined) queueMicrotask(() => scroll.toMessage(target) && arrive(target));
      else if (before?.[0] !== undefined) void (newHidden() ? scroll.toNew() : scroll.toNewest());
    }),
  );
  return (
    <div class="timeline">
      <section
        class="timeline-scroller scrolls"
        data-placed={scroll.placed() ? '' : undefined}
        aria-label={words.chat.messages(props.name)}
        tabindex="0"
        onKeyDown={moveFocus}
        onFocusIn={use}
        onPointerDown={use}
        ref={setScroller}
      >
        <div class="timeline-space" />
        <div class="timeline-top" style={{ height: `${topHeight}px` }}>
          <Show
            when={timeline().hasBefore}
            fallback={
              <p>{props.chat.kind === 'group' ? words.chat.groupStart(props.name) : words.chat.start(props.name)}</p>
            }
          >
            <OlderBones />
          </Show>
        </div>
        <Show when={scroller()}>
          {(element) => (
            <Virtualizer
              ref={scroll.attach}
              scrollRef={element()}
              data={ids()}
              shift={list().grewAtTop}
              startMargin={topHeight}
              keepMounted={kept()}
              bufferSize={scroll.buffer()}
              onScroll={scroll.onScroll}
              onScrollEnd={scroll.onScroll}
              onResize={scroll.onResize}
            >
              {(id) => (
                <Show when={rowById().get(id)}>
                  {(row) => <Show when={items().get(id)}>{(item) => <TimelineRow row={row()} item={item()} />}</Show>}
                </Show>
              )}
            </Virtualizer>
          )}
        </Show>
      </section>
      <Show when={scroll.sticky()}>
        {(sticky) => (
          <div class="timeline-sticky" aria-hidden="true" style={{ transform: `translateY(${sticky().push}px)` }}>
            <DayLine label={dayLabel(sticky().at, clock())} />
          </div>
        )}
      </Show>
      <TimelineWays
        newHidden={newHidden()}
        onNew={scroll.toNew}
        endHidden={!scroll.atEnd()}
        count={props.chat.unread}
        onNewest={scroll.toNewest}
      />
      <Announcer timeline={timeline()} />
    </div>
  );
}
