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

/** In px, each way: what a finger hits. */
const fingertip = 44;

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
  /** How much would move on them for those who do not mind. */
  moving = 0;
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

  /** Whether a finger hits each control on a phone, and nothing moves for who wants no motion. Leaves the page 1280 px wide. */
  async byHand(screen: string): Promise<void> {
    const page = this.#page;
    await page.setViewportSize({ width: 320, height: 720 });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 });
    await this.#settle();
    this.#note(screen, await this.#small());
    await this.#keep(this.#nameOf(screen));
    await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: false });
    await devtools.detach();
    this.#note(screen, await this.#moved());
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    this.moving += (await this.#moved()).length;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1280, height: 720 });
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

  /** Controls that are smaller than a fingertip, with their labels and what they have around them; but links within a text. */
  async #small(): Promise<string[]> {
    return await this.#page.evaluate((least) => {
      if (!matchMedia('(pointer: coarse)').matches) throw new Error('no touch screen');
      const controls = 'a[href], button, input, select, textarea, [role^="menuitem"], [role="option"]';
      const sizes = (element: Element) => {
        const around = ['::before', '::after'].map((pseudo) => getComputedStyle(element, pseudo));
        return [
          element.getBoundingClientRect(),
          ...around.flatMap(({ content, position, width, height }) =>
            content !== 'none' && position === 'absolute'
              ? [{ width: Number.parseFloat(width), height: Number.parseFloat(height) }]
              : [],
          ),
        ];
      };
      return [...document.querySelectorAll<HTMLElement>(controls)].flatMap((control) => {
        const { width, height } = control.getBoundingClientRect();
        const seen = control.checkVisibility() && width > 1 && height > 1 && !control.closest('[aria-hidden="true"]');
        if (!seen || getComputedStyle(control).display === 'inline') return [];
        const labels = control instanceof HTMLInputElement ? [...(control.labels ?? [])] : [];
        const all = [control, ...labels].flatMap(sizes);
        const large = all.some((each) => Math.min(each.width, each.height) >= least - 0.5);
        return large ? [] : [`${Math.round(width)} × ${Math.round(height)} px: ${control.outerHTML.slice(0, 160)}`];
      });
    }, fingertip);
  }

  /** What takes its time to appear or to change. */
  async #moved(): Promise<string[]> {
    return await this.#page.evaluate(() => {
      const takesTime = ({ animationDuration, transitionDuration }: CSSStyleDeclaration) =>
        `${animationDuration}, ${transitionDuration}`.split(', ').some((time) => Number.parseFloat(time) > 0);
      const moves = (element: Element) =>
        [null, '::before', '::after'].some((part) => takesTime(getComputedStyle(element, part)));
      return [...document.querySelectorAll('*')].filter(moves).map((each) => `moves: ${each.outerHTML.slice(0, 160)}`);
    });
  }

  async #keep(name: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await this.#page.screenshot({ path: join(this.folder, `${name}.png`) });
  }
}
