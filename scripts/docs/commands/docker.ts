import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../pages.ts';
import { messenger } from './own-programs.ts';
import { missing } from './paths.ts';
import type { Rule } from './rule.ts';

type Compose = { services: Record<string, { profiles?: string[] }> };
const { services } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as Compose;
const profiles = Object.values(services).flatMap((service) => service.profiles ?? []);
/** In a page that means whichever service is in trouble. */
const anyService = 'SERVICE';

const unknown = (name: string): string | undefined =>
  Object.hasOwn(services, name) || name === anyService ? undefined : `docker-compose.yml has no service ${name}`;

export const docker: Rule = (args, site) => {
  const [verb, ...rest] = args;
  if (verb === 'compose') return compose(rest);
  if (verb === 'build') return missing(rest[rest.indexOf('-f') + 1]!, site);
  return verb === 'push' ? undefined : `docker ${verb} has no rule`;
};

const verbs = ['build', 'up', 'down', 'run', 'restart', 'logs', 'ps'];
const flagsWithValue = ['--scale', '--tail', '--profile'];

function compose(args: readonly string[]): string | undefined {
  const flaws: (string | undefined)[] = [];
  const names: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    const value = flagsWithValue.includes(word) ? args[++i]! : undefined;
    if (word === '--profile' && !profiles.includes(value!)) flaws.push(`there is no profile ${value}`);
    if (word === '--scale') flaws.push(unknown(value!.split('=')[0]!));
    if (!word.startsWith('-')) names.push(word);
    // The rest is for what runs in the container.
    if (names[0] === 'run' && names.length === 2) return flaws.find(Boolean) ?? inContainer(word, args.slice(i + 1));
  }
  const [verb, ...named] = names;
  if (!verbs.includes(verb!)) return `docker compose ${verb} has no rule`;
  return [...flaws, ...named.map(unknown)].find(Boolean);
}

function inContainer(service: string, [program = '', ...args]: string[]): string | undefined {
  if (unknown(service)) return unknown(service);
  // `nats` is run by e2e/docs.e2e.test.ts, beside the others.
  if (program === '' || program === 'nats') return undefined;
  if (service === 'messenger') return messenger([program, ...args], { folder: '' });
  return (
    missing(program, { folder: '' }) ??
    (program.includes('packages/cli/') ? messenger(args, { folder: '' }) : undefined)
  );
}
