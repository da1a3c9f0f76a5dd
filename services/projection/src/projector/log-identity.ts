import { type EventStore, readGenesis } from '@messenger/event-store';

/** The log was replaced by another while this process ran: it knows a shape that is gone, and must start anew. */
export class LogReplaced extends Error {
  override name = 'LogReplaced';
}

/** @throws LogReplaced when the stream belongs to another generation than this process was started with */
export async function requireSameLog(events: EventStore, stream: string): Promise<void> {
  const found = await readGenesis(events.bus, stream);
  if (found && found.generation !== events.shape.generation) {
    throw new LogReplaced(`the log is now ${found.generation}, this process reads ${events.shape.generation}`);
  }
}
