import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Of a condition, however busy the machine; how soon something must be is measured where it is promised. */
const expectations = { poll: { timeout: 20_000 } };

/** Each has the machine to itself: a whole system, browsers, and clocks that must mean something. */
const wholeSystem = {
  globalSetup: ['e2e/data-template.ts', 'e2e/start-shared-system.ts'],
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: expectations,
  maxWorkers: 1,
  fileParallelism: false,
};

/** A tablet's and a phone's windows, in px; those of the other browser tests are a desktop's. */
const narrow = [
  ['narrow-768', 768],
  ['narrow-320', 320],
] as const;

/** What a person does and sees, whatever the window. */
const onEveryWidth = [
  'first-conversation',
  'group-life',
  'message-life',
  'timeline',
  'offline-outbox',
  'opens-from-cache',
];

/**
 * Kinds of test by suffix: without a server beside the source, real servers under `test/`, the whole system under `e2e/`
 * (what takes long apart), and the whole system while it falls apart.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{proto,packages,services,scripts}/**/*.test.ts', 'web/src/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.int.test.ts', '**/*.{e2e,long,chaos}.test.ts'],
          testTimeout: 30_000,
          expect: expectations,
          // Without this, one on two cores.
          maxWorkers: Math.max(2, availableParallelism() - 1),
        },
      },
      {
        test: {
          name: 'int',
          include: ['{packages,services}/**/test/*.int.test.ts'],
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: expectations,
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.test.ts'],
          ...wholeSystem,
          provide: { width: 1280 },
        },
      },
      ...narrow.map(([name, width]) => ({
        test: {
          name,
          include: onEveryWidth.map((each) => `e2e/${each}.e2e.test.ts`),
          ...wholeSystem,
          provide: { width },
        },
      })),
      {
        test: {
          // Not in `npm test`, which is to end within 20 minutes.
          name: 'long',
          include: ['e2e/**/*.long.test.ts'],
          ...wholeSystem,
          provide: { width: 1280 },
        },
      },
      {
        test: {
          name: 'chaos',
          include: ['packages/chaos/test/*.chaos.test.ts'],
          testTimeout: 420_000,
          expect: expectations,
        },
      },
    ],
  },
});
