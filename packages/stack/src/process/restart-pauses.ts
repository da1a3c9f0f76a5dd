import { backoff } from '@messenger/kit';

/** How long to wait, time after time, before a process that ends again and again is started anew. */
export const restartPauses = () => backoff({ minMs: 200, maxMs: 10_000 });
