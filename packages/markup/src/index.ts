export * from './excerpt.ts';
export * from './nodes.ts';
export * from './parse.ts';
export * from './stretches.ts';
