import type { UserResult } from '@messenger/proto';
import type { ApiError, Result } from '@messenger/sync';
import { createEffect, createSignal, on, onCleanup } from 'solid-js';

type Found = { q: string; users: UserResult[] } | { q: string; error: ApiError };
const pauseMs = 250;

/**
 * Searches as one types, after a pause; only the answer to the newest question counts. `again` asks the same
 * once more, for when what the results say has changed.
 */
export function createSearch(q: () => string, ask: (q: string) => Promise<Result<UserResult[]>>) {
  const [found, setFound] = createSignal<Found>();
  const [busy, setBusy] = createSignal(false);
  let asked = 0;

  const run = async (text: string) => {
    const mine = ++asked;
    const result = await ask(text);
    if (mine !== asked) return;
    setBusy(false);
    setFound(result.ok ? { q: text, users: result.value } : { q: text, error: result.error });
  };
  createEffect(
    on(
      () => q().trim(),
      (text) => {
        asked++;
        setBusy(text !== '');
        if (text === '') return setFound(undefined);
        const timer = setTimeout(() => void run(text), pauseMs);
        onCleanup(() => clearTimeout(timer));
      },
    ),
  );
  onCleanup(() => {
    asked++;
  });
  const again = () => {
    const text = q().trim();
    if (text !== '') void run(text);
  };
  return { found, busy, again };
}
