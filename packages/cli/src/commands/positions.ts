import { streamEnds } from '@messenger/event-store';
import { numberFrom } from '@messenger/kit/command-line';
import { askFollowers } from '../followers/ask-followers.ts';
import { poisonIn } from '../followers/poison.ts';
import { type FollowerPosition, positionsOf, silentTooLong } from '../followers/positions.ts';
import { readCheckpoints } from '../followers/read-model.ts';
import { table } from '../table.ts';
import { command } from './command.ts';

export const positions = command<{ maxLag: number }>(
  (program) =>
    program
      .command('positions')
      .description('how far each follower of the log is, and who is missing')
      .option('--max-lag <seconds>', 'how old the first event not taken in may be', numberFrom(0), 60)
      .addHelpText(
        'after',
        '\nEnds with 1 when a follower is missing, stands where the log does not go, or lags too much.',
      ),
  async (context, { maxLag }) => {
    const store = await context.events();
    const replies = await askFollowers(store.bus);
    const checkpoints = await readCheckpoints(context);
    const ends = await streamEnds(store);
    const followers = await positionsOf(store, ends, { checkpoints, replies });
    const setAside = await poisonIn(context, replies);
    const wrong = followers.filter((one) => one.wrong !== null || (one.lagSeconds ?? 0) > maxLag);
    const poison = Object.fromEntries(
      Object.keys(ends).map((stream) => [stream, setAside.filter((event) => event.stream === stream).length]),
    );
    await context.print(
      [
        `log ${store.shape.generation}, chat shards: ${store.shape.chatShards}`,
        '',
        table(
          ['STREAM', 'END', 'SET ASIDE'],
          Object.entries(ends).map(([stream, end]) => [stream, end, poison[stream] ?? 0]),
        ),
        '',
        table(
          ['FOLLOWER', 'INSTANCE', 'STREAM', 'AT', 'EVENTS BEHIND', 'SECONDS BEHIND', 'LEASE HOLDER', ''],
          followers.map(rowOf),
        ),
        ...(setAside.length > 0 ? ['', 'What was set aside, and why: messenger poison'] : []),
      ].join('\n'),
      { ...store.shape, ends, setAside: poison, followers },
    );
    return wrong.length > 0 ? 1 : 0;
  },
);

/** An instance's id begins with the time it was made; its end tells instances apart. */
const short = (id: string | null) => id?.slice(-8) ?? '-';

function rowOf({ name, instance, stream, seq, lagEvents, lagSeconds, lease, wrong }: FollowerPosition) {
  const holder = lease === null ? '' : lease.holder === null ? 'nobody' : short(lease.holder);
  const isSilent = lease !== null && lease.holder !== null && lease.silentSeconds > silentTooLong;
  const silent = isSilent ? ` (silent ${lease.silentSeconds} s)` : '';
  return [
    name,
    short(instance),
    stream,
    seq ?? '-',
    lagEvents ?? '-',
    lagSeconds ?? '-',
    holder + silent,
    wrong?.toUpperCase() ?? '',
  ];
}
