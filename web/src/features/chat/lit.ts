import { createSignal } from 'solid-js';

/** How long a message that was jumped to stays lit. */
const litMs = 1_500;

const [litMessage, set] = createSignal<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** The message that was just jumped to. */
export { litMessage };

export function light(messageId: string): void {
  clearTimeout(timer);
  set(messageId);
  timer = setTimeout(() => set(undefined), litMs);
}
