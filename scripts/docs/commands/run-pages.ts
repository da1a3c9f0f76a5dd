/** Pages whose commands are all run against a messenger, by e2e/docs.e2e.test.ts. */
export const runPages: readonly string[] = ['docs/nats.md', 'docs/tutorial.md'];

/** Pages whose commands start and stop messengers of their own too, all run by e2e/how-to.e2e.test.ts. */
export const howToPages = { backup: 'docs/how-to/backup.md', operate: 'docs/how-to/operate.md' } as const;
