import { v7 } from 'uuid';
import { backoffMs, pause } from './backoff.ts';
import type { Connection } from './connection/connection.ts';
import { isPassing, mapped } from './result.ts';
import type { Result } from './types.ts';

type Options = { connection: Connection; reached: (position: string | undefined) => void };

export type Commands = ReturnType<typeof createCommands>;

/** How often a command without an answer is sent again. */
const maxRepeats = 3;

/** What is asked of the server over the socket. Reads that follow show what a command did. */
export function createCommands({ connection, reached }: Options) {
  const once = async <T>(type: string, data: object, commandId?: string): Promise<Result<T>> => {
    const answer = await connection.request<T>(type, data, commandId);
    if (answer.ok) reached(answer.value.position);
    return mapped(answer, (value) => value.data);
  };
  /** The same id each time makes repeating harmless: it takes effect once. */
  const repeated = async (type: string, data: object): Promise<Result<void>> => {
    const commandId = v7();
    for (let repeat = 0; ; repeat++) {
      const answer = await once<unknown>(type, data, commandId);
      if (answer.ok || !isPassing(answer.error) || repeat === maxRepeats) return mapped(answer, () => undefined);
      const ms = Math.max((answer.error.retryAfter ?? 0) * 1000, backoffMs(repeat, Math.random(), { minMs: 300 }));
      await pause(ms);
    }
  };
  /** The last command to each message that has one under way. */
  const last = new Map<string, Promise<Result<void>>>();
  return {
    once,
    /** What is to become of a message: one command after the other, so that the last that was asked for is the last. */
    async change(type: string, data: { messageId: string } & Record<string, unknown>): Promise<Result<void>> {
      const { messageId } = data;
      const work = () => repeated(type, data);
      const mine = last.get(messageId)?.then(work, work) ?? work();
      last.set(messageId, mine);
      try {
        return await mine;
      } finally {
        if (last.get(messageId) === mine) last.delete(messageId);
      }
    },
  };
}
