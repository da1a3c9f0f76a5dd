import type { Message } from '@messenger/proto';
import type { MessagesPage } from './http/api.ts';
import { failed, ok } from './result.ts';
import type { ApiError, Result } from './types.ts';

/** So few messages are looked through instead of halved. */
const pageSize = 50;

/**
 * The first message sent at that time (ms since 1970) or later, or undefined. Messages are in the order of their times,
 * so halving finds it: a chat of 100,000 takes some twelve pages.
 */
export async function firstSince(
  page: (around: number, limit: number) => Promise<Result<MessagesPage>>,
  lastOrdinal: number,
  time: number,
): Promise<Result<Message | undefined>> {
  /** It is one of these, `high` excluded, or the one at `high`. */
  let [low, high] = [1, lastOrdinal + 1];
  let error: ApiError | undefined;
  const said = async (around: number, limit: number): Promise<Message[]> => {
    const answer = await page(around, limit);
    if (!answer.ok) error = answer.error;
    return answer.ok ? answer.value.messages.filter(({ kind }) => kind === 'user') : [];
  };
  const since = ({ sentAt }: Message) => Date.parse(sentAt) >= time;
  while (high - low > pageSize) {
    const middle = Math.floor((low + high) / 2);
    const message = (await said(middle, 1)).find(({ ordinal }) => ordinal === middle);
    if (!message) return error ? failed(error) : ok(undefined);
    if (since(message)) high = middle;
    else low = middle + 1;
  }
  const messages = await said(Math.floor((low + high) / 2), 2 * pageSize);
  return error ? failed(error) : ok(messages.find(since));
}
