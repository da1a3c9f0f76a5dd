import { provision } from '@messenger/event-store';
import { loadConfig } from '@messenger/kit';
import { ShapeConfig } from '../config.ts';
import { command } from './command.ts';

export const provisionLog = command(
  (program) =>
    program
      .command('provision')
      .description("make the log's streams and buckets, with CHAT_SHARDS and REPLICAS; harmless where they are")
      .addHelpText(
        'after',
        '\nWaits for a server that is not there yet. Another shard count than the log has is refused.',
      ),
  async (context) => {
    const { CHAT_SHARDS: chatShards, REPLICAS: replicas } = loadConfig(ShapeConfig, context.env);
    const bus = await context.bus({ wait: true });
    const shape = await provision(bus, { chatShards, replicas, log: context.log });
    await context.print(`log ${shape.generation}, chat shards: ${shape.chatShards}`, shape);
    return 0;
  },
);
