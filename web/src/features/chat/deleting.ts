import type { ApiError, Result } from '@messenger/sync';
import { createSignal } from 'solid-js';
import { onForget } from '../../lib/written.ts';

/** How long a deletion can be taken back, in ms. */
export const undoMs = 6_000;

/** A deletion that is `sent` cannot be taken back any more: its answer is on the way. */
type Deletion = { timer: ReturnType<typeof setTimeout>; run: () => void; sent: boolean };
const [deletions, setDeletions] = createSignal<ReadonlyMap<string, Deletion>>(new Map());

const [failures, setFailures] = createSignal<ReadonlyMap<string, ApiError>>(new Map());

function note(messageId: string, deletion: Deletion | undefined): void {
  const others = [...deletions()].filter(([id]) => id !== messageId);
  setDeletions(new Map(deletion ? [...others, [messageId, deletion]] : others));
}

/** Whether a message is to be deleted, or just being deleted. */
export const isDeleting = (messageId: string): boolean => deletions().has(messageId);

/** Whether its deletion can still be taken back. */
export const canKeep = (messageId: string): boolean => deletions().get(messageId)?.sent === false;

/** Why a message could not be deleted, wherever one has been meanwhile. */
export const deletionFailure = (messageId: string): ApiError | undefined => failures().get(messageId);

/** Something else was done with the message since. */
export function forgetFailure(messageId: string): void {
  if (failures().has(messageId)) setFailures(new Map([...failures()].filter(([id]) => id !== messageId)));
}

onForget(() => setFailures(new Map()));

/** Deletes a message after a while in which it can be taken back; at once when the page or the session ends. */
export function deleteSoon(messageId: string, send: () => Promise<Result<void>>): void {
  if (isDeleting(messageId)) return;
  forgetFailure(messageId);
  const run = () => {
    clearTimeout(timer);
    note(messageId, { timer, run, sent: true });
    void send().then((result) => {
      note(messageId, undefined);
      if (!result.ok) setFailures(new Map([...failures(), [messageId, result.error]]));
    });
  };
  const timer = setTimeout(run, undoMs);
  note(messageId, { timer, run, sent: false });
}

export function keep(messageId: string): void {
  if (!canKeep(messageId)) return;
  clearTimeout(deletions().get(messageId)?.timer);
  note(messageId, undefined);
}

/** Sends those that wait: where the session, or the page, is about to end. */
export function deleteNow(): void {
  for (const { sent, run } of deletions().values()) if (!sent) run();
}

globalThis.addEventListener?.('pagehide', deleteNow);
