import type { Bus } from '@messenger/messaging';
import { type FollowersReply, fits, followers } from '@messenger/proto';
import { ErrorCode, NatsError, RequestStrategy } from 'nats';
import { Trouble } from '../trouble.ts';

/** How long the first answer may take, and after each the next. */
const patience = { maxWait: 2_000, jitter: 400 };

/** What every process that follows the log says of itself. Who is not there says nothing. */
export async function askFollowers(bus: Bus): Promise<FollowersReply[]> {
  const replies: FollowersReply[] = [];
  const strategy = RequestStrategy.JitterTimer;
  try {
    for await (const answer of await bus.nc.requestMany(followers.subject, '{}', { strategy, ...patience })) {
      if (answer instanceof Error) throw answer;
      const reply: unknown = answer.json();
      if (!fits(followers.reply, reply)) throw new Trouble('A follower answers what this command does not understand.');
      replies.push(reply);
    }
  } catch (error) {
    if (!(error instanceof NatsError && error.code === ErrorCode.NoResponders)) throw error;
  }
  return replies;
}
