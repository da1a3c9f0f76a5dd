import type { EventStore } from '@messenger/event-store';
import { type Logger, untilSignal } from '@messenger/kit';
import { Busy, NotComparable, NotInPlace, type OnProgress, OtherVersion } from '@messenger/read-model';
import type { Context } from '../context.ts';
import { Trouble } from '../trouble.ts';

/** What verifying and rebuilding take. */
type Options = {
  store: EventStore;
  databaseUrl: string;
  schema: string;
  log: Logger;
  signal: AbortSignal;
  onProgress: OnProgress;
};

/** Works on the read model that the context names, telling on stderr how far it is; given up at a signal, cleanly. */
export async function onReadModel<T>(context: Context, work: (options: Options) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  // npm and the terminal both pass a Ctrl-C on: the second of them must not end what still clears away after the first.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  void untilSignal('SIGINT', 'SIGTERM').then((reason) => stopping.abort(new Trouble(`given up: ${reason}`)));
  let phase = '';
  const onProgress: OnProgress = (progress) => {
    const percent = progress.share === undefined ? '' : ` ${(progress.share * 100).toFixed(1)} %,`;
    const speed = progress.perSecond === undefined ? '' : `, ${progress.perSecond} a second`;
    if (progress.phase !== phase || speed !== '') {
      context.say(`${progress.phase}:${percent} ${progress.events} events${speed}`);
    }
    phase = progress.phase;
  };
  try {
    return await work({
      store: await context.events(),
      databaseUrl: context.databaseUrl(),
      schema: context.readSchema,
      log: context.log,
      signal: stopping.signal,
      onProgress,
    });
  } catch (error) {
    if (stopping.signal.aborted) throw stopping.signal.reason;
    if (expected.some((kind) => error instanceof kind)) throw new Trouble((error as Error).message);
    throw error;
  }
}

const expected = [Busy, NotComparable, NotInPlace, OtherVersion];
