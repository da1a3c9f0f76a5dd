import { focusComposer } from './composing.ts';

/** ↑ and ↓ go from message to message, from the last one to the composer; Enter opens what can be done with it. */
export function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const { target, currentTarget: scroller } = event;
  const message = target instanceof HTMLElement && target.matches('article') ? target : undefined;
  if (!message && target !== scroller) return;
  if (event.key === 'Enter' && message) openTools(message);
  else if (event.key === 'ArrowUp') step(scroller, message, -1);
  else if (event.key === 'ArrowDown' && message) step(scroller, message, 1);
  else return;
  event.preventDefault();
}

function step(scroller: HTMLElement, from: HTMLElement | undefined, by: 1 | -1): void {
  // The rows near the screen are in the page, in any order.
  const messages = [...scroller.querySelectorAll<HTMLElement>('article')].sort(
    (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
  );
  const bottom = scroller.getBoundingClientRect().bottom;
  const next = from
    ? messages[messages.indexOf(from) + by]
    : messages.findLast((each) => each.getBoundingClientRect().bottom <= bottom + 1);
  if (!next && by > 0) focusComposer();
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'nearest' });
}

/** Opens what can be done with a message. */
export function openTools(message: HTMLElement): void {
  const tools = message.querySelector<HTMLElement>('.message-tools');
  tools?.focus();
  tools?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
}
