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
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const before = document.querySelector('.timeline-scroller');
      const link = document.createElement('a');
      link.href = href;
      document.getElementById('app')?.append(link);
      const start = performance.now();
      link.click();
      link.remove();
      for (;;) {
        const scroller = document.querySelector('.timeline-scroller[data-placed]');
        const there = wanted
          ? scroller?.querySelector(`[data-message="${wanted}"]`)
          : scroller !== before && scroller?.querySelector('article');
        if (there) break;
        if (performance.now() - start > 20_000) throw new Error(`${href} was not shown in 20 s`);
        await frame();
      }
      // The next frame begins when this one is on the screen.
      await frame();
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
