import type { CDPSession, Page } from 'playwright-core';

type Point = { x: number; y: number };

const steps = 8;
const between = (from: Point, to: Point, part: number): Point => ({
  x: from.x + (to.x - from.x) * part,
  y: from.y + (to.y - from.y) * part,
});

/** Fingers on the screen: what they do is told to the browser as a touch screen would. */
export class Fingers {
  readonly #cdp: CDPSession;

  private constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  static async on(page: Page): Promise<Fingers> {
    return new Fingers(await page.context().newCDPSession(page));
  }

  /** Each finger on its own way, all at once. */
  async move(...ways: [from: Point, to: Point][]): Promise<void> {
    const at = (part: number) => ways.map(([from, to], id) => ({ ...between(from, to, part), id }));
    await this.#cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
    for (let step = 1; step <= steps; step++) {
      await this.#cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step / steps) });
    }
    await this.#cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  /** Files carried over the page and let go at a point of it. */
  async drop(files: string[], { x, y }: Point, before: () => Promise<void>): Promise<void> {
    const data = { items: [], files, dragOperationsMask: 1 };
    await this.#cdp.send('Input.dispatchDragEvent', { type: 'dragEnter', x, y, data });
    await this.#cdp.send('Input.dispatchDragEvent', { type: 'dragOver', x, y, data });
    await before();
    await this.#cdp.send('Input.dispatchDragEvent', { type: 'drop', x, y, data });
  }
}
