import type { Command } from 'commander';
import { type Context, openContext } from '../context.ts';
import type { ExitCode } from '../run.ts';

/** Adds one command to the program; `ended` is told its exit code. */
export type AddCommand = (program: Command, env: NodeJS.ProcessEnv, ended: (code: ExitCode) => void) => void;

/** What a command does, with its options and arguments; answers the exit code. */
export type Action<Options> = (context: Context, options: Options, ...args: string[]) => Promise<ExitCode>;

/** A command whose connections are opened as it needs them, and closed after it. */
export function command<Options = object>(
  describe: (program: Command) => Command,
  action: Action<Options>,
): AddCommand {
  return (program, env, ended) => {
    const described = describe(program);
    described.action(async () => {
      const { json = false, ...options } = described.optsWithGlobals();
      await using context = openContext(env, json);
      ended(await action(context, options as Options, ...described.args));
    });
  };
}
