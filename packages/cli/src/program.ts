import { Command } from 'commander';
import { commands } from './commands/index.ts';
import type { ExitCode } from './run.ts';

/** The command line with everything that it takes; `ended` is told the exit code of the command that ran. */
export function messengerProgram(env: NodeJS.ProcessEnv, ended: (code: ExitCode) => void): Command {
  const program = new Command('messenger')
    .description('Looks into the log and its followers, checks them, and moves them.')
    .option('--json', 'answer with JSON, for programs')
    .helpCommand(false)
    .exitOverride()
    .addHelpText('after', epilogue);
  for (const add of commands) add(program, env, ended);
  return program;
}

const epilogue = `
It connects as the operator: with NATS_URL, NATS_USER, NATS_PASSWORD and DATABASE_URL where they are set, else as
.data/stack.env says, which npm start writes (in DATA_DIR, if that is set).

Exit codes: 0 all is well; 1 something is wrong, or could not be done; 2 not a command.`;
