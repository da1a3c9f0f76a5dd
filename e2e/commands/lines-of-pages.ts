import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@messenger/stack';
import { runPages } from '../../scripts/docs/commands/run-pages.ts';
import { codeBlocksOf, inlineCodeOf } from '../../scripts/docs/markdown.ts';
import { filesOf } from '../../scripts/docs/pages.ts';
import { type ScriptLine, scriptLines } from '../../scripts/docs/shell.ts';
import type { WholeSystem } from '../system.ts';

/** Begins of lines that are not run, and why. */
const notRun: Record<string, string> = {
  'git clone': 'we stand in one',
  'npm start': 'the system runs already',
};

const scriptsOf = (text: string) => codeBlocksOf(text).filter(({ language }) => language === 'sh');

/** The lines of a page, for a system that runs elsewhere than `npm start` would have it. */
export function linesOf(page: string, { url, dataDir }: Pick<WholeSystem, 'url' | 'dataDir'>): ScriptLine[] {
  const here = (code: string) =>
    code.replaceAll('http://localhost:3000', url).replaceAll(/(?<![\w/])\.data\b/g, dataDir);
  return scriptsOf(readFileSync(join(repositoryRoot, page), 'utf8'))
    .flatMap((block) => scriptLines(block.text, block.line))
    .filter(({ code }) => !Object.keys(notRun).some((begin) => code.startsWith(begin)))
    .map((line) => ({ ...line, code: here(line.code) }));
}

/** A reader has one messenger, and may end a service by its name; other tests run beside this one. */
export function pkill({ system }: WholeSystem, service: string): ScriptLine {
  const { pid } = system.services.get(service);
  const code = `pkill() { [ "$*" = '-9 -f services/${service}/src/main.ts' ] && kill -9 ${pid}; }`;
  return { code, comment: '', line: 0 };
}

const asCommand = /^(?:docker compose .* tools )?(nats [a-z]+ .*?)(?: *#.*)?$/;

/** Commands for the NATS CLI in scripts and sentences of the other pages. */
export function mentionedNatsCommands(): ScriptLine[] {
  const others = filesOf('.md').filter(({ path }) => !runPages.includes(path));
  const code = others.flatMap(({ text }) => [
    ...scriptsOf(text).flatMap((block) => block.text.split(/\n|; |&& /)),
    ...inlineCodeOf(text).map((inline) => inline.text),
  ]);
  const commands = code.flatMap((text) => asCommand.exec(text)?.[1] ?? []).map(concrete);
  return [...new Set(commands)].map((command) => ({ code: command, comment: '', line: 0 }));
}

/** Names in the place of what a reader puts there; who watches has seen enough once there was one message. */
function concrete(command: string): string {
  const named = command.replace('STREAM', 'CHAT-0').replace('SEQUENCE', '2');
  return named.startsWith('nats sub ') && !named.includes('--count') ? `${named} --count 1` : named;
}
