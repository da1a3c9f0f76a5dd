import { isTracing, startSpan } from '@messenger/kit';
import type { FollowedEvent } from './follow.ts';

/** A span for each event of a batch, a part of the trace that it was written in. Returns how to end them. */
export function startSpans(doing: string, batch: readonly FollowedEvent[]): ((outcome: string) => void) | undefined {
  if (!isTracing()) return undefined;
  const spans = batch.flatMap(({ traceparent: parent, stream, seq, event }) => {
    if (!parent) return [];
    const attributes = {
      'messenger.stream': stream,
      'messenger.seq': seq,
      'messenger.event': event?.type ?? 'unknown',
    };
    return startSpan(`${doing} ${stream}`, { kind: 'consumer', parent, attributes }) ?? [];
  });
  return (outcome) => {
    for (const span of spans) span.end(outcome);
  };
}
