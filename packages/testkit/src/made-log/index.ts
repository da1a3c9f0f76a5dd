export type { LogSize, MadeLog } from './make-log.ts';
export { type Prepared, prepareData } from './prepare.ts';
export { createRandom } from './random.ts';
export { runMessenger } from './run-messenger.ts';
