import { openSources, takeBackup } from '../backup/take-backup.ts';
import { command } from './command.ts';

export const backup = command(
  (program) =>
    program
      .command('backup')
      .description('save the log, accounts, sessions, keys and images into a new folder, while all goes on')
      .argument('<folder>')
      .addHelpText(
        'after',
        '\nNeeds NATS, Postgres and the store of images (MEDIA_DIR or S3_*). What was acknowledged before it began is in\n' +
          'it. It holds password hashes and private keys: keep it as you keep those. Not in it: the read model and\n' +
          'snapshots, which are made again; presence and limits, which are in Redis; passwords of servers.',
      ),
  async (context, _, folder) => {
    const manifest = await takeBackup(await openSources(context), folder!, context.say);
    const ends = Object.entries(manifest.ends).map(([stream, end]) => `${stream} ${end}`);
    const { objects, gone } = manifest.images;
    const without = gone > 0 ? ` (${gone} were removed meanwhile)` : '';
    await context.print(`saved up to ${ends.join(', ')}, with ${objects} images${without}`, manifest);
    return 0;
  },
);
