/// <reference lib="dom" />
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

export type Options = {
  /** In px, the first one in light and dark. */
  widths?: readonly number[];
  height?: number;
  /** With what is the same on most screens: the style sheets, the colours of more contrast, the order on a phone. */
  closely?: boolean;
};
type Colours = 'light' | 'dark' | 'contrast';

const rules = axe.getRules().map(({ ruleId }) => ruleId);
/** AAA asks for 7:1. The design keeps AA's 4.5:1, and 7:1 for readers who ask for more contrast: there it is on. */
const ofContrast = 'color-contrast-enhanced';
/** What depends on the colours; the rest of a page is the same in every theme. */
const ofColours = ['color-contrast', 'link-in-text-block'];
/** Every rule of axe's but that one: all levels, best practice, experimental. */
const all = rules.filter((rule) => rule !== ofContrast);

/** Where axe is mistaken: the rule, what tells the element, and why. */
const mistaken: readonly [rule: string, html: RegExp, reason: string][] = [
  ['focus-order-semantics', /^<span data-focus-trap/, 'the ends of a dialog pass the focus on and never keep it'],
  ['focus-order-semantics', /role="separator"/, 'a separator that takes the focus is a widget (ARIA 1.2, 5.3.2)'],
];

/** Looks at one page after the other: what axe has against it, whether it fits its window, and a picture to keep. */
export class Look {
  readonly folder: string;
  /** What is wrong with the screens seen so far, each thing with its screen. */
  readonly found: string[] = [];
  readonly #page: Page;
  #count = 0;

  constructor(page: Page, folder: string) {
    this.#page = page;
    this.folder = folder;
  }

  /** The screen as it stands, at each width. Leaves the page 1280 px wide. */
  async at(screen: string, { widths = [1280, 768, 320], height = 720, closely }: Options = {}): Promise<void> {
    const name = this.#nameOf(screen);
    for (const width of widths) {
      const where = `${screen} at ${width} px`;
      const first = width === widths[0];
      await this.#page.setViewportSize({ width, height });
      await this.#settle();
      this.#note(where, await this.#overflow());
      // Between the two, what changes is the room that there is.
      if (width === 768 && !first) continue;
      if (first || closely) this.#note(where, await this.#flaws(all, closely));
      await this.#keep(`${name}-${width}-light`);
      if (!first) continue;
      await this.#paint('dark');
      this.#note(`${where}, dark`, await this.#flaws(ofColours));
      await this.#keep(`${name}-${width}-dark`);
      if (closely) {
        await this.#paint('contrast');
        this.#note(`${where}, more contrast`, await this.#flaws([...ofColours, ofContrast]));
      }
      await this.#paint('light');
    }
    await this.#page.setViewportSize({ width: 1280, height: 720 });
  }

  /** Whether the screen fits the narrowest window, in whatever it says. Leaves the page 1280 px wide. */
  async fits(screen: string): Promise<void> {
    await this.#page.setViewportSize({ width: 320, height: 720 });
    await this.#settle();
    this.#note(screen, await this.#overflow());
    await this.#keep(this.#nameOf(screen));
    await this.#page.setViewportSize({ width: 1280, height: 720 });
  }

  #nameOf(screen: string): string {
    return `${String(++this.#count).padStart(2, '0')}-${screen.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}`;
  }

  #note(where: string, flaws: string[]): void {
    this.found.push(...flaws.map((flaw) => `${where}: ${flaw}`));
  }

  async #paint(colours: Colours): Promise<void> {
    await this.#page.emulateMedia({
      colorScheme: colours === 'dark' ? 'dark' : 'light',
      contrast: colours === 'contrast' ? 'more' : 'no-preference',
    });
  }

  /** Until what follows the size of the window has followed it. */
  async #settle(): Promise<void> {
    await this.#page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)))),
    );
  }

  async #flaws(values: string[], preload = false): Promise<string[]> {
    const page = this.#page;
    if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe.source);
    const { violations } = await page.evaluate(
      (options) => (globalThis as never as { axe: typeof axe }).axe.run(options) as Promise<axe.AxeResults>,
      { runOnly: { type: 'rule', values }, reporter: 'no-passes', preload } as const,
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes
        .filter(({ html }) => !mistaken.some(([rule, pattern]) => rule === id && pattern.test(html)))
        .map(({ html, any, all, none }) => `${id}: ${html}: ${[...any, ...all, ...none][0]?.message}`),
    );
  }

  /** What is wider than its place, so that one has to scroll to a side; code and a row of tools may be. */
  async #overflow(): Promise<string[]> {
    return await this.#page.evaluate(() => {
      const scrolls = (element: Element) =>
        element.scrollWidth > element.clientWidth + 1 &&
        (element.matches('html, body') || /auto|scroll/.test(getComputedStyle(element).overflowX)) &&
        !element.matches('pre, textarea, [role="toolbar"]');
      const wide = [document.documentElement, ...document.querySelectorAll('body, body *')].filter(scrolls);
      return wide.map((element) => {
        const edge = element.getBoundingClientRect().right + 1;
        const cause = [...element.querySelectorAll('*')].find((each) => each.getBoundingClientRect().right > edge);
        return `to be scrolled to a side for ${(cause ?? element).outerHTML.slice(0, 160)}`;
      });
    });
  }

  async #keep(name: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await this.#page.screenshot({ path: join(this.folder, `${name}.png`) });
  }
}
