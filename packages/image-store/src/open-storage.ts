import type { Logger } from '@messenger/kit';
import type { StorageChoice } from './config.ts';
import { openFolder } from './folder.ts';
import { openS3 } from './s3.ts';
import type { Storage } from './storage.ts';

/** Waits for a store that is away; the signal gives up. */
export function openStorage(choice: StorageChoice, log: Logger, signal?: AbortSignal): Promise<Storage> {
  return choice.kind === 'folder' ? openFolder(choice.path) : openS3({ ...choice, log }, signal);
}
