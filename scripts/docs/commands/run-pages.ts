/** Pages whose commands are all run against a messenger, by e2e/docs.e2e.test.ts. */
export const runPages: readonly string[] = ['docs/nats.md', 'docs/tutorial.md'];
