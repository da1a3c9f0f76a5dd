import type { EventStore } from '@messenger/event-store';
import type { Storage } from '@messenger/image-store';
import type { Logger } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import type { Database } from './database/tables.ts';
import type { ImageLimits } from './images/limits.ts';
import type { UploadSlots } from './uploads/admission.ts';

/** What the service works with. */
export type Deps = {
  bus: Bus;
  events: EventStore;
  db: Database;
  storage: Storage;
  slots: UploadSlots;
  limits: ImageLimits;
  log: Logger;
};
