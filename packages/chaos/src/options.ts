import { numberFrom } from '@messenger/kit/command-line';
import { Command } from 'commander';

export type ChaosOptions = {
  minutes: number;
  seed: number;
  clients: number;
  rate: number;
  natsNodes: number;
  dir?: string;
  keep: boolean;
};

/** What `pnpm chaos` takes. */
export const chaosProgram = (): Command =>
  new Command('pnpm chaos')
    .description('The whole system under a schedule of faults, compared with its log at the end; 1 on any finding.')
    .option('--minutes <number>', 'of faults and traffic', numberFrom(0.1), 10)
    .option('--seed <number>', 'the same faults and traffic as with it elsewhere (by chance)', numberFrom(0))
    .option('--clients <number>', 'devices', numberFrom(4), 50)
    .option('--rate <number>', 'things done a second, by all of them', numberFrom(0.1), 15)
    .option('--nats-nodes <number>', 'servers of NATS', numberFrom(1), 1)
    .option('--dir <folder>', "data and the services' logs (a temporary one)")
    .option('--keep', 'keeps them also where nothing was found', false);

/** Reads a command line. What cannot be read ends the process, with help. */
export const readOptions = (args: readonly string[]): ChaosOptions => ({
  seed: Date.now() % 1_000_000,
  ...chaosProgram().showHelpAfterError().parse(args, { from: 'user' }).opts<Omit<ChaosOptions, 'seed'>>(),
});
