import type { Page } from 'playwright-core';
import { toChats } from './chat-list.ts';
import { textsIn } from './timeline.ts';

export const password = 'Correct-horse-9';

/** What a person does on the page, by roles and labels. */
export class Person {
  readonly page: Page;
  readonly name: string;
  readonly username: string;

  constructor(page: Page, name: string, username: string) {
    this.page = page;
    this.name = name;
    this.username = username;
  }

  async register(url: string): Promise<void> {
    const { page } = this;
    await page.goto(`${url}/register`);
    await page.getByLabel('Username', { exact: true }).fill(this.username);
    await page.getByLabel('Display name', { exact: true }).fill(this.name);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Password again', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page
      .getByRole('navigation', { name: 'Chats' })
      .or(page.getByRole('heading', { name: 'Pick up where' }))
      .first()
      .waitFor();
  }

  async logIn(url: string, remember = true): Promise<void> {
    const { page } = this;
    await page.goto(`${url}/login`);
    await page.getByLabel('Username', { exact: true }).fill(this.username);
    await page.getByLabel('Password', { exact: true }).fill(password);
    if (!remember) await page.getByLabel('Remember me on this device').uncheck();
    await page.getByRole('button', { name: 'Log in' }).click();
  }

  async openContacts(): Promise<void> {
    await toChats(this.page);
    await this.page
      .getByRole('link', { name: /^Contacts/ })
      .first()
      .click();
    await this.page.getByRole('heading', { name: 'Contacts', exact: true }).waitFor();
  }

  async request(other: Person): Promise<void> {
    await this.openContacts();
    await this.page.getByLabel('Find people').fill(other.username);
    await this.page.getByRole('button', { name: `Add ${other.name}` }).click();
    await this.page
      .getByRole('button', { name: `Withdraw the request to ${other.name}` })
      .first()
      .waitFor();
  }

  async accept(other: Person): Promise<void> {
    await this.openContacts();
    await this.page
      .getByRole('button', { name: `Accept ${other.name}` })
      .first()
      .click();
  }

  /** Starts the direct chat from the contact list. */
  async writeTo(other: Person): Promise<void> {
    await this.page
      .getByRole('button', { name: `Message ${other.name}` })
      .first()
      .click();
    await this.composer(other).waitFor();
  }

  composer(other: Person) {
    return this.page.getByRole('textbox', { name: `Message ${other.name}` });
  }

  async say(other: Person, text: string): Promise<void> {
    await this.composer(other).fill(text);
    await this.composer(other).press('Enter');
  }

  /** The texts on the screen, in order. */
  texts(other: Person): Promise<string[]> {
    return textsIn(this.page.getByRole('region', { name: `Messages with ${other.name}` }));
  }
}
