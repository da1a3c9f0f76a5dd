import { createSignal, onCleanup } from 'solid-js';

/** Whether a media query holds, live. */
export function useMedia(query: string): () => boolean {
  const list = matchMedia(query);
  const [matches, setMatches] = createSignal(list.matches);
  const update = () => setMatches(list.matches);
  list.addEventListener('change', update);
  onCleanup(() => list.removeEventListener('change', update));
  return matches;
}

/** A pointer that hovers: a mouse, and most likely a keyboard beside it. */
export const finePointer = '(hover: hover) and (pointer: fine)';
