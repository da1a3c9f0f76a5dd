import { readOptions as readChaosOptions } from '../../../packages/chaos/src/options.ts';
import { messengerProgram } from '../../../packages/cli/src/program.ts';
import { readOptions as readLoadOptions } from '../../../packages/loadtest/src/options.ts';
import type { Rule } from './rule.ts';

const silent = { writeOut: () => {}, writeErr: () => {} };

/** The operator's command, read by its own parser and not run. */
export const messenger: Rule = (args, { mentioned = false }) => {
  const program = messengerProgram({}, () => {});
  for (const command of [program, ...program.commands]) command.exitOverride().configureOutput(silent);
  for (const command of program.commands) command.action(() => {});
  return refusal(() => program.parse(args, { from: 'user' }), mentioned ? unfinished : []);
};

/** How the parser says that there should be more. */
const unfinished = ['commander.missingArgument', 'commander.help'];

export const chaos: Rule = (args) => refusal(() => readChaosOptions(args));
export const load: Rule = (args) => refusal(() => readLoadOptions(args));

/** Whether one of the program's commands has an option that is written so. */
export function unknownFlag(program: 'messenger' | 'chaos' | 'load', flag: string): string | undefined {
  if (program === 'messenger') {
    const known = messengerProgram({}, () => {}).commands.flatMap(({ options }) => options);
    const all = [...known.flatMap(({ short, long }) => [short, long]), '--json', '--help'];
    return all.includes(flag) ? undefined : `no command of messenger has ${flag}`;
  }
  // One that wants a value is known all the same.
  const said = { chaos, load }[program]([flag], { folder: '' });
  return said?.startsWith('Unknown option') ? said : undefined;
}

function refusal(parse: () => unknown, forgiven: readonly string[] = []): string | undefined {
  try {
    parse();
  } catch (error) {
    const { exitCode, code = '', message } = error as Error & { exitCode?: number; code?: string };
    // Help ends the parser too, and well.
    if (exitCode === 0 || forgiven.includes(code)) return undefined;
    return code === 'commander.help' ? 'messenger is given no command' : message.replace(/^error: |\n.*/g, '');
  }
  return undefined;
}
