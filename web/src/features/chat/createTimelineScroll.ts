import type { Timeline, TimelineItem } from '@messenger/sync';
import { createComputed, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { VirtualizerHandle } from 'virtua/solid';
import type { Row } from './rows.ts';

type Input = {
  scroller: () => HTMLElement | undefined;
  rows: () => Row[];
  /** Whether the rows are those of before with older ones above. */
  grewAtTop: () => boolean;
  timeline: () => Timeline;
  item: (id: string) => TimelineItem | undefined;
  loadOlder: () => Promise<unknown>;
  loadNewer: () => Promise<unknown>;
  loadLatest: () => Promise<unknown>;
  /** Loads what is around the first new message. */
  loadNew: () => Promise<unknown>;
  /** Lets go of what is loaded far above the end, where that is much. */
  keepNewest: () => void;
  /** The message to begin at, if it is not the divider or the end. */
  target: () => string | undefined;
  /** Whoever wants the newest is not to find that message again; without a target they are led there. */
  onTargetLeft: () => void;
  /** Everything up to this ordinal was on a screen that someone looks at. */
  onShown: (ordinal: number) => void;
};

/** Within this many pixels of the end one is at the end; within that many of an edge the next page is fetched. */
const endSlack = 48;
const prefetch = 1_200;
const stickyHeight = 40;
/**
 * The list goes on to where the chat was opened for 150 ms after each row that it measures, and nothing ends that: whoever
 * wants the newest so early is brought back to it.
 */
const holdMs = 600;
/**
 * So many pixels of rows are in the page beyond what is on the screen: few until that is shown, which they would delay,
 * then more frame by frame.
 */
const buffers = [100, 500, 850, 1_200] as const;
/** And at most so many at the end: each message there is a scroll down, in which the list drops those above, and builds them anew. */
const bufferAtEnd = 300;
/** What stands above the first row, in px: the beginning of the chat, or placeholders for older messages. */
export const topHeight = 96;

/**
 * Where the reader is in a timeline: opens at the divider or the end, stays at the end while there, keeps the place
 * otherwise, asks for pages near the edges, and tells what was shown.
 */
export function createTimelineScroll(input: Input) {
  let list: VirtualizerHandle | undefined;
  /** Whether to follow the end. Only moving up ends it: rows that grow, shrink or arrive move nobody. */
  let pinned = true;
  let seen = { top: 0, height: 0 };
  let newestSeen: string | undefined;
  let heldUntil = 0;
  let roomTimer: ReturnType<typeof setTimeout> | undefined;
  /** Until the rows around are measured no page is fetched: once one is put above, rows measured below move all there is. */
  let roomMade = false;
  const [placed, setPlaced] = createSignal(false);
  const [atEnd, setAtEnd] = createSignal(true);
  const [room, setRoom] = createSignal<number>(buffers[0]);
  const [sticky, setSticky] = createSignal<{ at: string; push: number }>();
  /** Whether there is no need to lead to the divider: it was on the screen, or whoever is here wants the newest. */
  const [newSeen, setNewSeen] = createSignal(false);

  /** Goes there and stays: `onResize` follows while the rows there are measured, until the reader moves up. */
  const toEnd = () => {
    pinned = true;
    holdEnd();
  };
  const holdEnd = () => {
    const element = input.scroller();
    if (element) element.scrollTop = element.scrollHeight;
  };

  const divider = () => input.rows().findIndex((row) => row.newFrom);

  /** To the divider, which may not be loaded. */
  const toNew = async () => {
    if (divider() < 0) await input.loadNew();
    const index = divider();
    if (index < 0) return;
    pinned = false;
    list?.scrollToIndex(index, { align: 'start', offset: -stickyHeight });
  };

  /** To the live end, which may not be loaded. */
  const toNewest = async () => {
    setNewSeen(true);
    if (input.target() !== undefined) return input.onTargetLeft();
    if (input.timeline().hasAfter) await input.loadLatest();
    heldUntil = performance.now() + holdMs;
    toEnd();
  };

  /** Whether it can come no nearer to the middle than at the end. */
  const isOnLastScreen = (index: number): boolean => {
    const element = input.scroller();
    if (!list || !element || !placed()) return false;
    const middle = topHeight + list.getItemOffset(index) + list.getItemSize(index) / 2;
    return middle >= element.scrollHeight - element.clientHeight / 2;
  };

  /** Puts a message into the middle of the screen; false when it is not loaded. */
  const toMessage = (id: string): boolean => {
    const index = input.rows().findIndex((row) => row.id === id);
    if (index < 0) return false;
    pinned &&= isOnLastScreen(index);
    if (!pinned) list?.scrollToIndex(index, { align: 'center' });
    return true;
  };

  const place = () => {
    const target = input.target();
    const found = target !== undefined && toMessage(target);
    if (!found) placeAtNew();
    // Two frames: rows are measured in the first, the place corrected in the second.
    requestAnimationFrame(() => requestAnimationFrame(show));
  };

  const show = () => {
    if (placed()) return;
    // What is to be measured is, before anything changes.
    follow();
    setPlaced(true);
    noteShown();
    makeRoom(1);
  };

  /** A while after each frame, so that it is on the screen. Then the next pages may come. */
  const makeRoom = (step: number) => {
    const next = buffers[step];
    requestAnimationFrame(() => {
      roomTimer = setTimeout(() => {
        if (next !== undefined) {
          setRoom(next);
          return makeRoom(step + 1);
        }
        roomMade = true;
        onScroll();
      });
    });
  };
  onCleanup(() => clearTimeout(roomTimer));

  const placeAtNew = () => {
    if (divider() < 0) toEnd();
    else void toNew();
  };

  const onScroll = () => {
    if (!placed()) return;
    follow();
    noteShown();
  };

  const follow = () => {
    const element = input.scroller();
    if (!list || !element) return;
    const { scrollTop, scrollHeight } = element;
    const fromEnd = scrollHeight - element.clientHeight - scrollTop;
    if (fromEnd < endSlack) pinned = !input.timeline().hasAfter;
    else if (scrollTop - seen.top < Math.min(0, scrollHeight - seen.height) - 1) movedUp();
    seen = { top: scrollTop, height: scrollHeight };
    setAtEnd(pinned);
    setSticky(stickyDay(list, input.rows()));
    noteNew(list);
    fetchNearEdges(scrollTop, fromEnd);
  };

  const noteNew = (shown: VirtualizerHandle) => {
    const index = newSeen() ? -1 : divider();
    if (index < 0) return;
    const top = topHeight + shown.getItemOffset(index) - shown.scrollOffset;
    if (top >= 0 && top < shown.viewportSize) setNewSeen(true);
  };

  const movedUp = () => {
    if (pinned && performance.now() < heldUntil) holdEnd();
    else pinned = false;
  };

  /** After a row or the view itself changed its height. */
  const onResize = () => {
    if (pinned) holdEnd();
    if (placed()) return onScroll();
    const element = input.scroller();
    if (pinned && element && isFilled(element)) show();
  };
  let resized: ResizeObserver | undefined;
  const watchSize = () => {
    const element = input.scroller();
    // Made after the list's own observer, so that this one has the last word in a frame.
    resized = new ResizeObserver(onResize);
    if (element) resized.observe(element);
  };
  onCleanup(() => resized?.disconnect());

  let fetching = false;
  const fetchNearEdges = (fromTop: number, fromEnd: number) => {
    const { hasBefore, hasAfter } = input.timeline();
    const load =
      hasBefore && fromTop < prefetch ? input.loadOlder : hasAfter && fromEnd < prefetch ? input.loadNewer : undefined;
    if (!load || fetching || !roomMade) return;
    fetching = true;
    const before = input.timeline();
    void load().then(() => {
      fetching = false;
      // A page that brought nothing (offline) is asked for again by the next scroll, not in a loop.
      if (input.timeline() !== before) requestAnimationFrame(onScroll);
    });
  };

  const noteShown = () => {
    if (!list || !placed() || document.hidden || !document.hasFocus()) return;
    const last = list.findItemIndex(list.scrollOffset + list.viewportSize - 1);
    for (let i = Math.min(last, input.rows().length - 1); i >= 0; i--) {
      const ordinal = input.item(input.rows()[i]?.id ?? '')?.message.ordinal;
      if (ordinal) return input.onShown(ordinal);
    }
  };

  // The list keeps the place while rows above it change their height only until it takes a scroll for ended, 150 ms after
  // its last event: of an earlier scroll that can be between these rows and their measure. So it begins anew here.
  createComputed(on(input.rows, () => input.grewAtTop() && input.scroller()?.dispatchEvent(new Event('scroll'))));

  createEffect(
    on(input.rows, (rows) => {
      const newest = rows.at(-1);
      const arrived = newestSeen !== undefined && newest !== undefined && newest.id !== newestSeen;
      newestSeen = newest?.id ?? newestSeen;
      if (!list || !placed()) return;
      const ownArrived = arrived && newest.own && input.item(newest.id)?.state === 'waiting';
      if (ownArrived) void toNewest();
      else if (pinned) {
        toEnd();
        input.keepNewest();
      }
      noteShown();
    }),
  );

  window.addEventListener('focus', noteShown);
  document.addEventListener('visibilitychange', noteShown);
  onCleanup(() => {
    window.removeEventListener('focus', noteShown);
    document.removeEventListener('visibilitychange', noteShown);
  });

  return {
    placed,
    atEnd,
    buffer: () => (atEnd() ? Math.min(room(), bufferAtEnd) : room()),
    sticky,
    newSeen,
    toNew,
    toNewest,
    toMessage,
    onScroll,
    onResize,
    attach: (handle?: VirtualizerHandle) => {
      list = handle;
      if (!handle) return;
      watchSize();
      queueMicrotask(place);
    },
  };
}

/** Whether rows that are measured, and stand where they are to be, cover the view or are all there are. */
function isFilled(scroller: HTMLElement): boolean {
  const rows = [...scroller.querySelectorAll<HTMLElement>('.timeline-row')];
  if (rows.length === 0 || rows.some((row) => row.parentElement?.style.visibility === 'hidden')) return false;
  const top = Math.min(...rows.map((row) => row.getBoundingClientRect().top));
  return top <= scroller.getBoundingClientRect().top || scroller.scrollTop <= topHeight;
}

/** The day of the topmost row once its separator has scrolled away, pushed up by the next one. */
function stickyDay(list: VirtualizerHandle, rows: readonly Row[]): { at: string; push: number } | undefined {
  const offset = list.scrollOffset;
  const topOf = (index: number) => topHeight + list.getItemOffset(index) - offset;
  const top = list.findItemIndex(offset);
  for (let i = top; i >= 0; i--) {
    const row = rows[i];
    if (!row?.newDay) continue;
    if (topOf(i) >= 0) return undefined;
    const next = list.findItemIndex(offset + stickyHeight);
    const pushed = next > top && rows[next]?.newDay ? topOf(next) - stickyHeight : 0;
    return { at: row.at, push: Math.min(0, pushed) };
  }
  return undefined;
}
