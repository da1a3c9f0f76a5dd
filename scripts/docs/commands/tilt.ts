import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pages.ts';
import type { Rule } from './rule.ts';

const tiltfile = readFileSync(join(root, 'Tiltfile'), 'utf8');

/** `tilt up`, `tilt ci`, with what the Tiltfile takes behind `--`. */
export const tilt: Rule = ([verb, dashes, flag, value]) => {
  if (!['up', 'ci'].includes(verb!)) return `tilt ${verb} has no rule`;
  if (dashes === undefined) return undefined;
  const takes = dashes === '--' && tiltfile.includes(`config.define_string('${flag?.slice(2)}'`);
  return takes && tiltfile.includes(`'${value}'`) ? undefined : `the Tiltfile takes no ${flag} ${value}`;
};
