import { counter, histogram } from '@messenger/kit';

export const batchEvents = histogram(
  'projection_batch_events',
  'Events taken in by one transaction',
  ['stream'],
  [1, 2, 5, 10, 20, 50, 100, 200, 500],
);
export const batchSeconds = histogram('projection_batch_seconds', 'Time of one such transaction', ['stream']);
export const poisonTotal = counter('projection_poison_total', 'Events set aside into the table poison', ['stream']);
export const rebuildsTotal = counter(
  'projection_rebuilds_total',
  'Times the read model was emptied because the log was not what it had been',
);
