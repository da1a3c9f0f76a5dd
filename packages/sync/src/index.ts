import type { Engine, EngineOptions } from './types.ts';

export type * from './types.ts';
export declare function createEngine(options: EngineOptions): Engine;
