import type { ApiError, FoundMessages } from '@messenger/sync';
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { useSync } from '../../sync/context.tsx';
import { whenBackOnline } from '../../sync/online.ts';
import { stillThere } from './found.ts';
import { type Query, searchOf } from './query.ts';

export type Found = { results: FoundMessages['results']; cursor: string | null; more: boolean };

const pauseMs = 250;
const pageSize = 30;

/** Searches as one types, after a pause; only the answer to the newest question counts. */
export function createMessageSearch(query: Accessor<Query>) {
  const { actions, state } = useSync();
  const [found, setFound] = createSignal<Found>();
  const [failure, setFailure] = createSignal<ApiError>();
  const [busy, setBusy] = createSignal(false);
  let asked = 0;

  const ask = async (before?: Found) => {
    const mine = ++asked;
    setBusy(true);
    const cursor = before?.cursor ? { cursor: before.cursor } : {};
    const result = await actions.searchMessages({ ...searchOf(query()), limit: pageSize, ...cursor });
    if (mine !== asked) return;
    setBusy(false);
    setFailure(result.ok ? undefined : result.error);
    if (!result.ok) return;
    const { results, nextCursor } = result.value;
    setFound({ results: [...(before?.results ?? []), ...results], cursor: nextCursor, more: nextCursor !== null });
  };
  createEffect(
    on(query, ({ q }) => {
      asked++;
      setFailure(undefined);
      setBusy(false);
      if (q.trim() === '') return setFound(undefined);
      const timer = setTimeout(() => void ask(), pauseMs);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  whenBackOnline(() => failure() && ask());
  onCleanup(() => {
    asked++;
  });
  const shown = createMemo(() => {
    const all = found();
    return all && { ...all, results: stillThere(all.results, state) };
  });
  return { found: shown, failure, busy, loadMore: () => ask(found()) };
}
