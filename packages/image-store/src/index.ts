export * from './config.ts';
export * from './etag.ts';
export * from './folder.ts';
export * from './keys.ts';
export * from './open-storage.ts';
export * from './s3.ts';
export * from './storage.ts';
