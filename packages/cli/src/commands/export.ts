import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { writeArchive } from '../archive/write-archive.ts';
import { findChat } from '../chat/find-chat.ts';
import { write } from '../output.ts';
import { Trouble } from '../trouble.ts';
import { command } from './command.ts';

export const exportLog = command<{ chat?: string; output?: string }>(
  (program) =>
    program
      .command('export')
      .description('write everything that the log holds, or one chat, as JSON lines')
      .option('--chat <id or slug>', 'only this chat, with its receipts and slug')
      .option('-o, --output <file>', 'where to, instead of stdout; must not exist')
      .addHelpText(
        'after',
        '\nNot in it: passwords and sessions (in Postgres, schema auth), images, leases, and what can be made again\n' +
          'from events: the read model and snapshots.',
      ),
  async (context, { chat, output }) => {
    const store = await context.events();
    const chatId = chat === undefined ? null : await findChat(store, chat);
    const to = output === undefined ? process.stdout : createWriteStream(output, { flags: 'wx', mode: 0o600 });
    let failure: Error | undefined;
    to.on('error', (error) => {
      failure = error;
    });
    const foot = await writeArchive(store, chatId, async (text) => {
      await write(to, text);
      if (failure) throw new Trouble(`The export was not written: ${failure.message}`);
    });
    if (output !== undefined) await finished(to.end());
    const events = Object.entries(foot.events).map(([stream, count]) => `${count} of ${stream}`);
    context.say(`exported: ${events.join(', ')}, ${foot.slugs} slugs`);
    return 0;
  },
);
