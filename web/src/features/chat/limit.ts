import { maxMessageLength } from '@messenger/proto/form-limits';

const near = 1_000;

/** How much room is left, and whether that is worth telling. */
export function limitOf(length: number): { left: number; shown: boolean; over: boolean } {
  const left = maxMessageLength - length;
  return { left, shown: left <= near, over: left < 0 };
}
