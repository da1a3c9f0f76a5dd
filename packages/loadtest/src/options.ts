import { numberFrom } from '@messenger/kit/command-line';
import { Command } from 'commander';
import { groupSize } from './scenarios.ts';

export type LoadOptions = {
  all: boolean;
  brief: boolean;
  bare: boolean;
  scenario?: string;
  users?: number;
  rate?: string;
  seconds?: number;
  receipts?: boolean;
  group: number;
  data?: string;
  gateways: number;
  instances?: string;
  threads: number;
  soak?: number;
  json?: string;
  plot?: string;
  markdown?: string;
};

/** What `pnpm load` takes. */
export const loadProgram = (): Command =>
  new Command('pnpm load')
    .description("Measures the whole product as its users meet it. Without more it checks R47's promises.")
    .option('--all', 'every scenario, ours beside a bare WebSocket server', false)
    .option('--brief', "a minute's worth that judges only losses, never speed", false)
    .option('--bare', 'the bare server too', false)
    .option('--scenario <names>', 'those, by comma: S1, S2, S3, S4, S5, M2, O4, C1, C5')
    .option('--users <number>', 'in place of what the scenario says', numberFrom(1))
    .option('--rate <numbers>', 'messages a second, by comma, in place of what it says')
    .option('--seconds <number>', 'for each rate, in place of what it says', numberFrom(1))
    .option('--receipts', 'everybody reads and says so')
    .option('--no-receipts', 'nobody does')
    .option('--group <number>', 'members of a group', numberFrom(2), groupSize)
    .option('--data <folder>', 'on what is stored there, which it adds to')
    .option('--gateways <number>', 'so many of them', numberFrom(1), 1)
    .option('--instances <numbers>', 'so many of other services, as chat-command=2,projection=2')
    .option('--threads <number>', 'of the generator', numberFrom(1), 1)
    .option('--soak <minutes>', 'S2 for so long, its minutes as lines of a file (--json names it)', numberFrom(1))
    .option('--json <file>', 'all figures')
    .option('--plot <file>', 'the distributions of latency, as SVG')
    .option('--markdown <file>', 'the table, with the machine and the date');

/** Reads a command line. What cannot be read ends the process, with help. */
export const readOptions = (args: readonly string[]): LoadOptions =>
  loadProgram().showHelpAfterError().parse(args, { from: 'user' }).opts();

/** What the environment may name in place of the promise's figures, as with the tool of the original. */
export const variables = ['NUM_USERS', 'MSG_PER_SEC', 'DURATION'] as const;
