import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pages.ts';
import { messenger } from './own-programs.ts';
import { missing } from './paths.ts';
import type { Rule } from './rule.ts';

const bootstrap = readFileSync(join(root, 'scripts/bootstrap.mjs'), 'utf8');

/** `node <file> …`, `node -e …` */
export const node: Rule = ([first, ...rest], site) => {
  if (/^-[ep]/.test(first!) || first === 'inspect') return undefined;
  if (first === 'scripts/bootstrap.mjs' && !new RegExp(`^ {2}'?${rest[0]}'?: '`, 'm').test(bootstrap))
    return `the bootstrap knows no ${rest[0]}`;
  return missing(first!, site) ?? (first === 'packages/cli/src/main.ts' ? messenger(rest, site) : undefined);
};
