import type { Command } from 'commander';
import { chaosProgram } from '../../../packages/chaos/src/options.ts';
import { messengerProgram } from '../../../packages/cli/src/program.ts';
import { loadProgram } from '../../../packages/loadtest/src/options.ts';
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

/** A tool without commands. */
const tool =
  (program: () => Command): Rule =>
  (args) =>
    refusal(() => program().exitOverride().configureOutput(silent).parse(args, { from: 'user' }));

export const chaos = tool(chaosProgram);
export const load = tool(loadProgram);

const programs = { messenger: () => messengerProgram({}, () => {}), chaos: chaosProgram, load: loadProgram };

/** Whether the program, or one of its commands, has an option that is written so. */
export function unknownFlag(program: keyof typeof programs, flag: string): string | undefined {
  const { options, commands } = programs[program]();
  const all = [...options, ...commands.flatMap((command) => command.options)];
  const known = all.some(({ short, long }) => flag === short || flag === long) || flag === '--help';
  return known ? undefined : `${program} has no ${flag}`;
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
