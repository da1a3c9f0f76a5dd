import { checkArchive, restoreArchive } from '../archive/restore-archive.ts';
import { requireNoWriters } from '../followers/require-no-writers.ts';
import { every } from '../progress.ts';
import { command } from './command.ts';

export const importLog = command(
  (program) =>
    program
      .command('import')
      .description('bring into the log what messenger export wrote')
      .argument('<file>')
      .addHelpText(
        'after',
        '\nThe file is read through and checked before anything is written: form, order, chains, counts, checksum, and\n' +
          'whether this log can take it. Everything goes into an empty log, whatever its shard count; a single chat into\n' +
          'any log that knows its members and not the chat. Neither a gateway nor chat-command may run meanwhile. After\n' +
          'an interruption the same import goes on where it was.',
      ),
  async (context, _, file) => {
    const store = await context.events();
    const { unreadable } = await checkArchive(store, file!);
    await requireNoWriters(store.bus);
    if (unreadable > 0) context.say(`${unreadable} events cannot be read by this version; they are kept as they are.`);
    const sayEvents = every(50_000, (count) => context.say(`${count} events`));
    const restored = await restoreArchive(store, file!, sayEvents);
    const { written, found, slugs } = restored;
    await context.print(
      found === 0
        ? `imported: ${written} events, ${slugs} slugs`
        : `imported: ${written} events; ${found} were there already; ${slugs} slugs`,
      restored,
    );
    return 0;
  },
);
