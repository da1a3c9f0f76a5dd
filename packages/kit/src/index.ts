export * from './config.ts';
export * from './health.ts';
export * from './ids.ts';
export * from './logger.ts';
export * from './metrics.ts';
export * from './signals.ts';
export * from './slots.ts';
export * from './time.ts';
