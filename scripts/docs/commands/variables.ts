import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { variables as ofLoad } from '../../../packages/loadtest/src/options.ts';
import { documented } from '../environment.ts';
import { filesOf, root } from '../pages.ts';

const example = readFileSync(join(root, '.env.example'), 'utf8');
const ofCompose = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!);
/** Of the shell, and of others whom we only pass them on to. */
const ofOthers = ['PATH', 'PWD', 'HOME', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_RESOURCE_ATTRIBUTES'];

const ofSources = filesOf('.ts', '.mjs').flatMap(({ text }) =>
  [...text.matchAll(/\benv\.([A-Z][A-Z0-9_]+)/g)].map(([, name]) => name!),
);

const known = [...new Set([...documented(), ...ofCompose, ...ofLoad, ...ofOthers, ...ofSources])];

/** A variable that nothing reads; a name may end in `_` or `<SERVICE>` for all that begin so. */
export function unknownVariable(name: string): string | undefined {
  const [begin = ''] = name.split('<');
  const isKnown = begin.endsWith('_') ? known.some((each) => each.startsWith(begin)) : known.includes(name);
  return isKnown ? undefined : `nothing reads ${name}`;
}
