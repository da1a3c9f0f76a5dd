/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { TimelineView } from '../../pages/timeline.ts';

/**
 * Follows a link to a chat, as a click on it does, and takes the time until its rows stand where they are to be and are
 * painted. `row`: a message that has to be among them.
 */
export function follow(page: Page, path: string, row?: string): Promise<number> {
  return page.evaluate(
    async ([href, wanted]) => {
      const before = document.querySelector('.timeline-scroller');
      const isThere = () => {
        const scroller = document.querySelector('.timeline-scroller[data-placed]');
        if (wanted) return scroller?.querySelector(`[data-message="${wanted}"]`);
        return scroller !== before && scroller?.querySelector('article');
      };
      const app = document.getElementById('app') as HTMLElement;
      const there = new Promise<void>((resolve, reject) => {
        setTimeout(() => reject(new Error(`${href} was not shown in 20 s`)), 20_000);
        const changes = { attributes: true, childList: true, subtree: true };
        new MutationObserver((_, observer) => {
          if (!isThere()) return;
          observer.disconnect();
          resolve();
        }).observe(app, changes);
      });
      const link = document.createElement('a');
      link.href = href;
      app.append(link);
      const start = performance.now();
      performance.mark('follow');
      link.click();
      link.remove();
      await there;
      // What changed before a frame's callbacks is painted by the first task after them, what changed later before that.
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const { port1, port2 } = new MessageChannel();
      await new Promise((resolve) => {
        port1.onmessage = resolve;
        port2.postMessage(0);
      });
      performance.mark('followed');
      return performance.now() - start;
    },
    [path, row] as const,
  );
}

/** Scrolls back until so many messages were loaded, and tells how far the row in the middle jumped at each turn, in px. */
export async function scrollBack(page: Page, messages: number): Promise<number[]> {
  const view = new TimelineView(page);
  const oldest = () => page.evaluate(() => Number(document.querySelector('article')?.getAttribute('aria-posinset')));
  const step = 600;
  const jumps: number[] = [];
  const from = await oldest();
  while ((await oldest()) > from - messages) {
    // At the very top a turn of the wheel does nothing: the older page has to be there.
    await page.waitForFunction((px) => (document.querySelector('.timeline-scroller')?.scrollTop ?? 0) > px, step);
    const anchor = await view.anchor();
    await view.wheel(-step);
    await page.waitForFunction(
      ([id, top]) => document.querySelector(`[data-message="${id}"]`)?.getBoundingClientRect().top !== top,
      [anchor.id, anchor.top] as const,
    );
    await view.rest();
    jumps.push(Math.abs((await view.topOf(anchor.id)) - anchor.top - step));
  }
  return jumps;
}

/** MiB of script memory after a collection, and elements in the page. */
export async function memoryOf(page: Page): Promise<{ heap: number; nodes: number }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('Performance.enable');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const value = (name: string) => metrics.find((each) => each.name === name)?.value ?? 0;
  await devtools.detach();
  return { heap: value('JSHeapUsedSize') / 2 ** 20, nodes: value('Nodes') };
}
