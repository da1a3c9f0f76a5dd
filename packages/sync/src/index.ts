export { createEngine } from './engine.ts';
export { memoryOutbox } from './outbox/memory-outbox.ts';
export { memoryTokens } from './session/memory-tokens.ts';
export type * from './types.ts';
