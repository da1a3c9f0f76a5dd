/// <reference lib="dom" />
import type { Message } from '@messenger/proto';
import type { Locator, Page } from 'playwright-core';

/** The texts in a timeline, in order, as they all are at one moment. */
export const textsIn = (timeline: Locator): Promise<string[]> =>
  timeline
    .getByRole('article')
    .evaluateAll((articles) => articles.map((article) => article.querySelector('p')?.textContent ?? ''));

/** The day of a message as a field for one takes it, which over midnight is not today's. */
export const dayOf = ({ sentAt }: Message): string => new Date(sentAt).toLocaleDateString('sv');

/** The timeline on the screen, as someone sees it. */
export class TimelineView {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get region() {
    return this.page.getByRole('region', { name: /^Messages with/ });
  }

  message(text: string) {
    return this.region.getByRole('article').filter({ has: this.page.getByText(text, { exact: true }) });
  }

  /** Waits until the rows have stood still for three frames, and measures them. */
  async rest(): Promise<{ blank: number; fromTop: number; fromEnd: number }> {
    return await this.region.evaluate(async (scroller) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const rows = () =>
        [...scroller.querySelectorAll('.timeline-row, .timeline-top')]
          .filter((row) => getComputedStyle(row).visibility !== 'hidden')
          .map((row) => row.getBoundingClientRect())
          .sort((a, b) => a.top - b.top);
      const shape = () => `${scroller.scrollTop} ${scroller.scrollHeight} ${rows().map((row) => row.top)}`;
      for (let still = 0, before = shape(); still < 3; ) {
        await frame();
        const now = shape();
        still = now === before ? still + 1 : 0;
        before = now;
      }
      const view = scroller.getBoundingClientRect();
      let covered = view.top;
      let blank = 0;
      for (const row of rows()) {
        if (row.bottom <= view.top || row.top >= view.bottom) continue;
        blank += Math.max(0, row.top - covered);
        covered = Math.max(covered, row.bottom);
      }
      return {
        blank: Math.round(blank + Math.max(0, view.bottom - covered)),
        fromTop: Math.round(scroller.scrollTop),
        fromEnd: Math.round(scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop),
      };
    });
  }

  /** The message in the middle of the screen and where it stands. */
  async anchor(): Promise<{ id: string; top: number }> {
    return await this.region.evaluate((scroller) => {
      const view = scroller.getBoundingClientRect();
      const middle = (view.top + view.bottom) / 2;
      for (const row of scroller.querySelectorAll<HTMLElement>('article')) {
        const { top, bottom } = row.getBoundingClientRect();
        if (bottom > middle) return { id: row.dataset.message ?? '', top };
      }
      throw new Error('no message on the screen');
    });
  }

  async topOf(id: string): Promise<number> {
    return await this.region.locator(`[data-message="${id}"]`).evaluate((row) => row.getBoundingClientRect().top);
  }

  async wheel(pixels: number): Promise<void> {
    const box = await this.region.boundingBox();
    if (!box) throw new Error('no timeline on the screen');
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await this.page.mouse.wheel(0, pixels);
  }
}
