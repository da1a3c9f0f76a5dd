import type { Page } from 'playwright-core';

type Role = Parameters<Page['getByRole']>[0];
type Name = string | RegExp;

/** How many elements the Tab key may pass on its way. */
const far = 60;

/** Somebody without a mouse: nothing is clicked, and nothing gets the focus but by keys. */
export class Keys {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Until what is so called has the focus. */
  async on(role: Role, name: Name): Promise<void> {
    await this.#focused(role, name).waitFor();
  }

  /** Until something on the page has the focus: it is not lost. */
  async somewhere(): Promise<void> {
    await this.page.locator('body :focus').waitFor();
  }

  /** On with Tab (`Shift+Tab` goes back) to what is so called. */
  async tabTo(role: Role, name: Name, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const passed: string[] = [];
    while (passed.length < far) {
      await this.press(key);
      if ((await this.#focused(role, name).count()) > 0) return;
      passed.push(await this.page.evaluate('document.activeElement.outerHTML.slice(0, 80)'));
    }
    throw new Error(`Tab does not lead to ${role} ${name}, but to ${passed.join('\n')}`);
  }

  #focused(role: Role, name: Name) {
    return this.page
      .getByRole(role, { name, ...(typeof name === 'string' ? { exact: true } : {}) })
      .and(this.page.locator(':focus'));
  }
}
