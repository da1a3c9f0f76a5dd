import { askFollowers } from '../followers/ask-followers.ts';
import { poisonIn } from '../followers/poison.ts';
import { table } from '../table.ts';
import { command } from './command.ts';

export const poison = command(
  (program) =>
    program
      .command('poison')
      .description('the events that followers could not take in and set aside, and why')
      .addHelpText('after', '\nEnds with 1 when there is any.'),
  async (context) => {
    const store = await context.events();
    const found = await poisonIn(context, await askFollowers(store.bus));
    const rows = found.map(({ stream, seq, subject, type, reason, setAsideBy }) => [
      stream,
      seq,
      subject,
      type ?? '-',
      reason,
      setAsideBy.join(' '),
    ]);
    const text =
      found.length === 0
        ? 'Nothing was set aside.'
        : table(['STREAM', 'SEQ', 'SUBJECT', 'TYPE', 'REASON', 'SET ASIDE BY'], rows);
    await context.print(text, found);
    return found.length > 0 ? 1 : 0;
  },
);
