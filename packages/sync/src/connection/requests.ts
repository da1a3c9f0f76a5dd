import { clientErrors, failed, ok } from '../result.ts';
import type { Result } from '../types.ts';
import type { ServerFrame } from './wire.ts';

export type Answer<T> = { data: T; position: string | undefined };

/** Pairs answers with the frames they answer. An answer that never comes, or a lost connection, is an error as well. */
export function createRequests() {
  const pending = new Map<string, { settle: (result: Result<Answer<unknown>>) => void }>();
  let counter = 0;
  return {
    /** `frame`: type, data, and what else stands beside them. */
    send<T>(send: (frame: object) => void, frame: object, timeoutMs: number): Promise<Result<Answer<T>>> {
      const id = `${++counter}`;
      return new Promise((resolve) => {
        const settle = (result: Result<Answer<unknown>>) => {
          clearTimeout(timer);
          pending.delete(id);
          resolve(result as Result<Answer<T>>);
        };
        const timer = setTimeout(() => settle(failed(clientErrors.timeout)), timeoutMs);
        pending.set(id, { settle });
        send({ ...frame, id });
      });
    },
    answered({ type, id, data, position, error }: ServerFrame): void {
      const waiter = pending.get(`${id}`);
      if (type === 'ok') waiter?.settle(ok({ data, position }));
      else waiter?.settle(failed({ ...clientErrors.badAnswer, status: 0, ...error }));
    },
    disconnected(): void {
      for (const { settle } of [...pending.values()]) settle(failed(clientErrors.offline));
    },
  };
}
