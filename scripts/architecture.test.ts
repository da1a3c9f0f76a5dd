import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importsOf, violations } from './architecture.ts';

const root = join(import.meta.dirname, '..');
const folders = (path: string) =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
const services = folders('services');
const sources = globSync('{proto,packages/*,services/*,web}/{src,test}/**/*.{ts,tsx}', { cwd: root })
  .filter((path) => !path.includes('node_modules'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

test('no source file breaks a rule', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect(sources.flatMap((source) => violations(source, services))).toEqual([]);
});

test.each([
  ['services/auth/src/app.ts', "import { startApp } from '../../gateway/src/app.ts';"],
  ['services/auth/src/app.ts', "import { startApp } from '@messenger/gateway/app';"],
  ['services/auth/src/app.ts', "const app = await import('../../gateway/src/app.ts');"],
  ['services/auth/src/app.ts', "import type { App } from '@messenger/gateway/app';"],
  ['services/auth/src/app.ts', 'process.exit(1);'],
  ['services/chat-command/src/domain/chat/decide.ts', "import { readFileSync } from 'node:fs';"],
  ['services/chat-command/src/domain/chat/decide.ts', "import { connect } from 'nats';"],
  ['services/chat-command/src/domain/chat/decide.ts', "import { type Bus, call } from '@messenger/messaging';"],
  ['services/chat-command/src/domain/chat/decide.ts', "import { newId } from '@messenger/kit';"],
  ['services/chat-command/src/domain/chat/decide.ts', "import { sendMessage } from '../../handlers/send-message.ts';"],
  ['services/chat-command/src/domain/chat/decide.ts', 'const at = Date.now();'],
  ['services/chat-command/src/domain/chat/decide.ts', 'const at = new Date().toISOString();'],
  ['services/chat-command/src/domain/chat/decide.ts', 'const at = performance.now();'],
  ['services/chat-command/src/domain/chat/decide.ts', 'const id = Math.random();'],
  ['services/chat-command/src/domain/chat/decide.ts', 'const id = crypto.randomUUID();'],
  ['services/chat-command/src/domain/chat/decide.ts', "const answer = await fetch('https://x');"],
  ['services/chat-command/src/domain/chat/decide.ts', "console.log('decided');"],
  ['services/chat-command/src/domain/chat/decide.ts', 'const level = process.env.LOG_LEVEL;'],
  ['services/chat-command/src/domain/chat/decide.ts', 'setTimeout(decide, 5);'],
  ['services/gateway/src/live/hub.ts', "bus.publish('evt.chat.0.x');"],
  ['services/gateway/src/live/hub.ts', 'bus.publish(`rt.typing.x`);'],
  ['packages/kit/src/ids.ts', 'const subject = "query.chats";'],
  ['proto/src/ids.ts', "import { v7 } from 'uuid';"],
  ['proto/src/ids.ts', "export * from '@messenger/kit';"],
  ['packages/kit/src/ids.ts', "import { startApp } from '@messenger/auth/app';"],
  ['packages/kit/src/ids.ts', "import {\n  startApp,\n} from '../../../services/auth/src/app.ts';"],
  ['packages/kit/src/ids.ts', "import { isId } from '../../../proto/src/ids.ts';"],
  ['packages/sync/src/engine.ts', "import { sleep } from '@messenger/kit';"],
  ['web/src/main.tsx', "import { sleep } from '@messenger/kit';"],
])('would be refused: %s with %s', (path, text) => {
  expect(violations({ path, text }, services)).toHaveLength(1);
});

test.each([
  ['services/chat-command/src/domain/chat/decide.ts', "import type { Decider } from '@messenger/event-store';"],
  [
    'services/chat-command/src/domain/chat/decide.ts',
    "import { type Decider, type Proposed } from '@messenger/event-store';",
  ],
  ['services/chat-command/src/domain/chat/decide.ts', "import { refuse } from '@messenger/proto';"],
  ['services/chat-command/src/domain/chat/decide.ts', '// Date.now()\nconst at = new Date(event.at); chat.fetch(1);'],
  ['services/auth/src/app.ts', 'const at = Date.now();'],
  ['services/auth/src/app.ts', "// import { startApp } from '@messenger/gateway/app';\n/* 'evt.chat' */"],
  ['web/src/main.tsx', "import './ui/base.css';\nimport { createSync } from '@messenger/sync';"],
])('is fine: %s with %s', (path, text) => {
  expect(violations({ path, text }, services)).toEqual([]);
});

test('imports are seen in every form', () => {
  const text = `import a from 'a';
import * as b from "b";
import type c from 'c';
export * from './d.ts';
export { e } from '../e.ts';
import {
  type f,
  g,
} from 'g';
import 'h';
const url = 'https://x'; const i = await import('i');`;
  expect(importsOf({ path: 'web/src/main.tsx', text })).toEqual([
    { from: 'a', typeOnly: false },
    { from: 'b', typeOnly: false },
    { from: 'c', typeOnly: true },
    { from: 'web/src/d.ts', typeOnly: false },
    { from: 'web/e.ts', typeOnly: false },
    { from: 'g', typeOnly: false },
    { from: 'h', typeOnly: false },
    { from: 'i', typeOnly: false },
  ]);
});

test('docs/ARCHITECTURE.md explains every folder, package and service', () => {
  const text = readFileSync(join(root, 'docs/ARCHITECTURE.md'), 'utf8');
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n');
  const top = folders('.').filter((name) => !name.startsWith('.') && !ignored.includes(`${name}/`));
  const named = [
    ...top,
    ...folders('packages').map((name) => `packages/${name}`),
    ...services.map((name) => `services/${name}`),
  ];
  for (const name of named) expect(text, `${name} is not explained`).toContain(`\`${name}/\``);
});
