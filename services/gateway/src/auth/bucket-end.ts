import type { Bus } from '@messenger/messaging';
import { subjectSpaces } from '@messenger/proto';

/** The last sequence a bucket's stream gave out, and how many entries it holds. @throws when it does not answer */
export async function readBucketEnd(bus: Bus, stream: string): Promise<{ last: number; messages: number }> {
  const reply = await bus.request(subjectSpaces.streamInfo(stream), '', { timeoutMs: 2_000 });
  const { state, error } = reply.json<{
    state?: { last_seq: number; messages: number };
    error?: { description: string };
  }>();
  if (!state) throw new Error(`${stream}: ${error?.description ?? 'no state in the answer'}`);
  return { last: state.last_seq, messages: state.messages };
}
