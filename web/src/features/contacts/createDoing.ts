import type { Result } from '@messenger/sync';
import { createSignal } from 'solid-js';
import { failureText } from '../../sync/failure.ts';

/** What is being done about people right now, and why the last thing did not work. */
export type Doing = {
  busy: (userId: string) => boolean;
  failure: () => string | undefined;
  /** One thing at a time per person; answers what the action answered. */
  run: <T>(userId: string, action: () => Promise<Result<T>>) => Promise<Result<T> | undefined>;
};

export function createDoing(): Doing {
  const [running, setRunning] = createSignal<readonly string[]>([]);
  const [failure, setFailure] = createSignal<string>();
  const busy = (userId: string) => running().includes(userId);
  return {
    busy,
    failure,
    run: async (userId, action) => {
      if (busy(userId)) return undefined;
      setRunning((ids) => [...ids, userId]);
      const result = await action();
      setRunning((ids) => ids.filter((id) => id !== userId));
      setFailure(result.ok ? undefined : failureText(result.error));
      return result;
    },
  };
}
