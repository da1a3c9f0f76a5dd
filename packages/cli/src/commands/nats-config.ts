import { loadConfig } from '@messenger/kit';
import { port } from '@messenger/kit/command-line';
import { natsConfig, passwordVariable } from '@messenger/messaging';
import { natsUsers } from '@messenger/proto';
import { Type } from '@sinclair/typebox';
import { InvalidArgumentError } from 'commander';
import { ShapeConfig } from '../config.ts';
import { command } from './command.ts';

const Config = Type.Pick(ShapeConfig, ['CHAT_SHARDS']);

type Options = { storeDir: string; maxFileStore: string; sync?: boolean; monitorPort?: number };

function size(text: string): string {
  if (!/^[1-9]\d*[MGT]B$/.test(text)) throw new InvalidArgumentError('It must be a size, such as 16GB.');
  return text;
}

export const natsConfiguration = command<Options>(
  (program) =>
    program
      .command('nats-config')
      .description('print the configuration of a nats-server: a user for each service, with what it may do')
      .option('--store-dir <dir>', 'where JetStream keeps its files', '/data')
      .option('--max-file-store <size>', 'what JetStream may take of it; less than its disk has', size, '1TB')
      .option('--no-sync', 'acknowledge before the disk has it (nats-server before 2.10 knows nothing else)')
      .option('--monitor-port <port>', "the port of the server's own figures", port)
      .addHelpText(
        'after',
        '\nPermissions name the streams of CHAT_SHARDS. Passwords are not in it: the server reads them from its own\n' +
          'environment, NATS_PASSWORD_<SERVICE>; each begins with a letter.',
      ),
  async (context, { storeDir, maxFileStore, sync = true, monitorPort }) => {
    const { CHAT_SHARDS } = loadConfig(Config, context.env);
    const config = natsConfig(natsUsers(CHAT_SHARDS), (user) => `$${passwordVariable(user)}`, {
      storeDir,
      maxFileStore,
      syncAlways: sync,
      ...(monitorPort === undefined ? {} : { monitorPort }),
    });
    await context.print(config.trimEnd(), { config });
    return 0;
  },
);
