import { variants } from '@messenger/proto';
import { restoreBackup } from '../backup/restore-backup.ts';
import { openSources } from '../backup/take-backup.ts';
import { requireNoWriters } from '../followers/require-no-writers.ts';
import { Trouble } from '../trouble.ts';
import { command } from './command.ts';

type Options = { until?: string[]; withSessions?: boolean; check?: boolean };

export const restore = command<Options>(
  (program) =>
    program
      .command('restore')
      .description('bring into an empty system what messenger backup saved')
      .argument('<folder>')
      .option(
        '--until <stream=sequence>',
        'the log only up to there, such as CHAT-0=1234; other streams whole (may be repeated)',
        (one: string, before: string[] = []) => [...before, one],
      )
      .option('--with-sessions', 'whoever was logged in then is again, also if the session was ended since')
      .option('--check', 'only read all of it, and say whether it could be done here')
      .addHelpText(
        'after',
        '\nNeeds streams and tables that are there and empty (messenger provision, and the migrations), and no service\n' +
          'that runs. The log gets a new generation, so every device loads afresh. After an interruption the same\n' +
          'restore goes on where it was.',
      ),
  async (context, { until = [], withSessions = false, check = false }, folder) => {
    const sources = await openSources(context);
    await requireNoWriters(sources.store.bus);
    const cut = Object.fromEntries(until.map(position));
    const done = await restoreBackup(sources, folder!, { until: cut, withSessions, check, say: context.say });
    const { manifest } = done;
    if (!('log' in done)) {
      await context.print('it can be restored here', manifest);
      return 0;
    }
    const { log } = done;
    const images = done.variants / variants.length;
    const events = log.found > 0 ? `${log.written} events (${log.found} were there already)` : `${log.written} events`;
    await context.print(`restored: ${events}, ${log.slugs} slugs, ${images} images`, done);
    return 0;
  },
);

function position(text: string): [stream: string, seq: number] {
  const [, stream, seq] = /^([A-Z]+(?:-\d+)?)=(\d+)$/.exec(text) ?? [];
  if (!stream || !seq) throw new Trouble(`--until takes positions such as CHAT-0=1234, not ${text}.`);
  return [stream, Number(seq)];
}
