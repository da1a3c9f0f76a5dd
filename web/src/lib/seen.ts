import { onCleanup } from 'solid-js';

/** Calls once when an element comes into sight, or close to it. */
export function whenSeen(element: HTMLElement, act: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      act();
    },
    { rootMargin: '200px' },
  );
  observer.observe(element);
  onCleanup(() => observer.disconnect());
}
