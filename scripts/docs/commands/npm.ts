import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, root } from '../pages.ts';
import { chaos, load, messenger } from './own-programs.ts';
import { missing } from './paths.ts';
import type { Rule } from './rule.ts';

type Manifest = { name: string; scripts?: Record<string, string> };
const manifests = filesOf('package.json').map(({ text }) => JSON.parse(text) as Manifest);
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** What comes after a script's name goes to its program. */
const programs: Record<string, Rule> = { messenger, chaos, load };

const script = (name: string | undefined, { scripts = {}, name: of }: Manifest): string | undefined =>
  name !== undefined && Object.hasOwn(scripts, name) ? undefined : `${of} has no script ${name}`;

/** `npm start`, `npm test`, `npm run -s <script> -- …` */
export const npm: Rule = (args, site) => {
  const words = args.filter((word) => word !== '-s');
  const name = words[0] === 'run' ? words[1] : words[0];
  if (words[0] !== 'run' && !['start', 'test'].includes(words[0]!)) return `npm has no ${words[0]} here`;
  const passed = words.includes('--') ? words.slice(words.indexOf('--') + 1) : [];
  return script(name, own) ?? programs[name!]?.(passed, site);
};

/** `pnpm install`, `pnpm <script> …`, `pnpm <program> …`, `pnpm --filter <package> <script>` */
export const pnpm: Rule = (args, site) => {
  const [first, ...rest] = args;
  if (first === 'install') return undefined;
  if (first === '--filter') {
    const manifest = manifests.find(({ name }) => name === rest[0]);
    return manifest ? script(rest[1], manifest) : `there is no package ${rest[0]}`;
  }
  if (first === 'vitest') return vitest(rest, site);
  return script(first, own) ?? programs[first!]?.(rest, site);
};

const vitest: Rule = (args, site) => {
  if (!existsSync(join(root, 'node_modules/.bin/vitest'))) return 'vitest is not installed';
  const project = args[args.indexOf('--project') + 1];
  const config = readFileSync(join(root, 'vitest.config.ts'), 'utf8');
  if (!config.includes(`name: '${project}'`)) return `vitest has no project ${project}`;
  const paths = args.filter((word) => word.includes('/'));
  return paths.map((path) => missing(path, site)).find(Boolean);
};
