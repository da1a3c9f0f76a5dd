import { parseArgs } from 'node:util';

/** What `pnpm chaos` takes. @throws on anything else */
export const readOptions = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      clients: { type: 'string', default: '50' },
      rate: { type: 'string', default: '15' },
      dir: { type: 'string' },
      'nats-nodes': { type: 'string', default: '1' },
      keep: { type: 'boolean', default: false },
    },
  }).values;
