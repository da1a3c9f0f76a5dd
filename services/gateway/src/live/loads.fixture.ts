import type { Loads } from './hub.ts';

/** A read model that never answers. */
export const noLoads: Loads = {
  chat: () => new Promise(() => undefined),
  concerned: () => new Promise(() => undefined),
  newest: () => new Promise(() => undefined),
};
