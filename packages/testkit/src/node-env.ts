import { join } from 'node:path';
import { repositoryRoot } from '@messenger/stack';

/** All that a process of ours gets from the test's environment. What Node has compiled is kept, as `npm start` does. */
export const nodeEnv = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(repositoryRoot, '.cache/node'),
};
