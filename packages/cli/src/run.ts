import { ConfigError } from '@messenger/kit';
import { CommanderError } from 'commander';
import { messengerProgram } from './program.ts';
import { reasonOf, Trouble } from './trouble.ts';

/** 0: fine. 1: something is wrong, or could not be done. 2: not a command. */
export type ExitCode = 0 | 1 | 2;

/** Runs one command line. What was asked for goes to stdout, everything said about it to stderr. */
export async function runMessenger(args: readonly string[], env: NodeJS.ProcessEnv): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = messengerProgram(env, (found) => {
    code = found;
  });
  // Whoever reads our output may have had enough of it.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const message = reasonOf(error);
    process.stderr.write(
      `messenger: ${isExpected(error) || env.LOG_LEVEL !== 'debug' ? message : (error as Error).stack}\n`,
    );
    return 1;
  }
}

const isExpected = (error: unknown) => error instanceof Trouble || error instanceof ConfigError;
