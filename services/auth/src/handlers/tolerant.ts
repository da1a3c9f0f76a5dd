import { tolerantOf } from '@messenger/messaging';
import { isUnavailable } from '../unavailable.ts';

/** For handlers that need Postgres or NATS. */
export const tolerant = tolerantOf(isUnavailable);
