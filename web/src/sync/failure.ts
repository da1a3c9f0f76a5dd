import type { ApiError } from '@messenger/sync';
import { words } from '../lib/strings.ts';

/** What went wrong in the reader's language where the code is known to it, else in the server's words. */
export const failureText = (error: Pick<ApiError, 'code' | 'message'>): string =>
  words.errors[error.code] ?? error.message;

/** Whether what was asked for is not there, or may not be seen. What is no id is refused as malformed. */
export const isGone = (error: Pick<ApiError, 'code'> | undefined): boolean =>
  ['not_found', 'validation_failed'].includes(error?.code ?? '');
