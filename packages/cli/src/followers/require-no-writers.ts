import type { Bus } from '@messenger/messaging';
import { Trouble } from '../trouble.ts';
import { askFollowers } from './ask-followers.ts';

/** These write the log, or let people write. */
const writers = ['gateway', 'chat-command'];

/** @throws Trouble while anybody could write what is being brought in */
export async function requireNoWriters(bus: Bus): Promise<void> {
  const running = (await askFollowers(bus)).filter(({ service }) => writers.includes(service));
  if (running.length > 0) throw new Trouble(`Stop ${running.map(({ service }) => service).join(' and ')} first.`);
}
