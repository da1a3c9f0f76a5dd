import { dirname } from 'node:path/posix';
import { codeBlocksOf, inlineCodeOf } from '../markdown.ts';
import type { Page } from '../pages.ts';
import { type Command, commandsOf } from '../shell.ts';
import { docker } from './docker.ts';
import { kubectl } from './kubectl.ts';
import { node } from './node.ts';
import { npm, pnpm } from './npm.ts';
import { chaos, load, messenger, unknownFlag } from './own-programs.ts';
import { isRepositoryPath, missing } from './paths.ts';
import type { Rule, Site } from './rule.ts';
import { runPages } from './run-pages.ts';
import { tilt } from './tilt.ts';
import { unknownVariable } from './variables.ts';

const file: Rule = ([path], site) => (isRepositoryPath(path!) ? missing(path!, site) : undefined);
const rules: Record<string, Rule> = {
  npm,
  pnpm,
  node,
  messenger,
  docker,
  kubectl,
  tilt,
  sh: file,
  '.': file,
  chaos,
  load,
};
/** Of every machine; their arguments are the reader's. `nats` is run: e2e/docs.e2e.test.ts. */
const plain = new Set(
  'cd chown echo exit export git grep head kill mkdir mv nats printf seq set test tr true wait'.split(' '),
);

/** What is wrong with one command. */
function flawsOfCommand({ words, env, line }: Command, site: Site & { path: string }): string[] {
  const [program, ...args] = words;
  const exported = program === 'export' ? args.map((each) => each.split('=')[0]!) : [];
  const flaws = [...Object.keys(env), ...words.flatMap(variablesIn), ...exported]
    .filter((name) => /^[A-Z]/.test(name))
    .map(unknownVariable);
  if (program !== undefined) {
    if (rules[program]) flaws.push(rules[program](args, site));
    else if (!plain.has(program) && !runPages.includes(site.path)) flaws.push(`${program} has no rule`);
    flaws.push(...words.filter(isRepositoryPath).map((path) => missing(path, site)));
  }
  return [...new Set(flaws.filter((flaw) => flaw !== undefined))].map((flaw) => `${site.path}:${line} ${flaw}`);
}

const variablesIn = (word: string): string[] => [...word.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!);

/** Whose options a page is about, where they stand alone in a sentence. */
const optionsOf: Record<string, 'messenger' | 'chaos' | 'load'> = {
  'packages/chaos/README.md': 'chaos',
  'packages/cli/README.md': 'messenger',
  'packages/loadtest/README.md': 'load',
  'docs/how-to/backup.md': 'messenger',
  'docs/how-to/operate.md': 'messenger',
};

/** What is wrong with code in a sentence, if it is a command, a path, an option or a variable. */
function flawsOfCode(text: string, line: number, site: Site & { path: string }): string[] {
  const [first = '', second] = text.split(' ');
  const at = (flaw: string | undefined) => (flaw === undefined ? [] : [`${site.path}:${line} ${flaw}`]);
  if (second !== undefined && ((rules[first] && first !== '.') || /^[A-Z_]+=/.test(first)))
    return commandsOf(named(text), line).flatMap((command) => flawsOfCommand(command, { ...site, mentioned: true }));
  const program = optionsOf[site.path];
  if (program && /^--?[a-z]/.test(first)) return at(unknownFlag(program, first));
  if (isRepositoryPath(named(text))) return at(missing(named(text), site));
  const variable = /^([A-Z][A-Z0-9]*_[A-Z0-9_<>]*)(=\S*)?$/.exec(text)?.[1];
  return variable === undefined ? [] : at(unknownVariable(variable));
}

/** `<id or slug>` as one word that no shell takes for a redirection. */
const named = (text: string): string =>
  text.replaceAll(/<([^>]*)>/g, (_, what: string) => `‹${what.replaceAll(' ', '-')}›`);

/** Blocks that are commands. */
export const isScript = (language: string): boolean => language === 'sh';

/** Everything that a page would have its reader do, and that would not work. */
export function flawsOfPage({ path, text }: Page): string[] {
  const site = { path, folder: dirname(path) };
  const blocks = codeBlocksOf(text).filter(({ language }) => isScript(language));
  return [
    ...blocks.flatMap((block) =>
      commandsOf(block.text, block.line).flatMap((command) => flawsOfCommand(command, site)),
    ),
    ...inlineCodeOf(text).flatMap((code) => flawsOfCode(code.text, code.line, site)),
  ];
}
