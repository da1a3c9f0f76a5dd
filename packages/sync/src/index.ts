export { memoryCache } from './cache/memory-cache.ts';
export { createEngine } from './engine.ts';
export { memoryOutbox } from './outbox/memory-outbox.ts';
export { isPassing } from './result.ts';
export { memoryTokens } from './session/memory-tokens.ts';
export type * from './types.ts';
