import { rebuildReadModel } from '@messenger/read-model';
import { onReadModel } from '../read-model/on-read-model.ts';
import { command } from './command.ts';

export const rebuild = command(
  (program) =>
    program
      .command('rebuild')
      .description('make the read model again from the log, while the old one serves, and put it in its place')
      .addHelpText(
        'after',
        '\nNo query fails meanwhile. Interrupted, the old one serves on, and the next run clears away what is left.',
      ),
  async (context) => {
    const { events, seconds, switchMs, position } = await onReadModel(context, rebuildReadModel);
    const speed = Math.round(events / seconds);
    await context.print(
      `${events} events in ${seconds.toFixed(1)} s, ${speed} a second; queries waited ${Math.round(switchMs)} ms`,
      { events, seconds, switchMs, position },
    );
    return 0;
  },
);
