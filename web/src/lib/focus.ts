import { onCleanup } from 'solid-js';

type Lost = { element: Element; within: Element[]; path: string };

const focusable = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"]';

/**
 * Whatever has the focus may go: its row is removed, or its button has done what it was for. Then what stands in its
 * place takes the focus, lest the keyboard begin at the top of the page again. To be called once, for a part of the page
 * that stays; a page that is left for another one has a say of its own.
 */
export function keepFocus(root: HTMLElement): void {
  let last: Lost | undefined;
  root.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element) last = { element: target, within: within(target, root), path: location.pathname };
  });
  const observer = new MutationObserver(() => {
    if (!last || last.element.isConnected) return;
    const lost = last;
    last = undefined;
    // Whoever removed it may have another idea, and comes first.
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body || lost.path !== location.pathname) return;
      heirOf(lost, root)?.focus({ preventScroll: true });
    });
  });
  observer.observe(root, { childList: true, subtree: true });
  onCleanup(() => observer.disconnect());
}

function within(element: Element, root: HTMLElement): Element[] {
  const all: Element[] = [];
  for (let each = element.parentElement; each && each !== root; each = each.parentElement) all.push(each);
  return all;
}

/**
 * Of the rows of the same person, then of the nearest that is left of what was around: the first that takes it. Of the
 * whole page none does: what comes in the place of what is gone may yet be on its way.
 */
function heirOf(lost: Lost, root: HTMLElement): HTMLElement | undefined {
  const person = lost.within.find((each) => each.matches('[data-user]'))?.getAttribute('data-user');
  const rows = person ? root.querySelectorAll(`[data-user="${person}"]`) : [];
  for (const place of [...rows, ...lost.within.filter((each) => each.isConnected)]) {
    if (place instanceof HTMLElement && place.matches('[tabindex]')) return place;
    const first = [...place.querySelectorAll<HTMLElement>(focusable)].find(
      (each) => each.tabIndex >= 0 && each.checkVisibility(),
    );
    if (first) return first;
  }
  return undefined;
}

/** Whether a key was pressed in what stands over the page: Esc closes that first, whatever it was opened from. */
export function inOverlay({ target }: Event): boolean {
  return target instanceof Element && target.closest('[role="menu"], [role="dialog"], [role="alertdialog"]') !== null;
}
