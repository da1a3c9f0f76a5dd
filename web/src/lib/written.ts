import type { SessionState } from '@messenger/sync';

const holders = new Set<{ forget: () => void; holds: () => boolean }>();

/** For whatever holds what was written or chosen and not sent: to forget it all, and to say whether there is any. */
export const onForget = (forget: () => void, holds = () => false): void => void holders.add({ forget, holds });

export function forgetWritten(): void {
  for (const { forget } of holders) forget();
}

export const isWritten = (): boolean => [...holders].some(({ holds }) => holds());

/** Whether what this page holds unsent is none of this session's: there was a log-out, or somebody else was `last` here. */
export function isOver(session: SessionState, last: string | undefined): boolean {
  if (session.state === 'signedIn') return last !== undefined && session.user.id !== last;
  return session.state === 'signedOut' && session.ended === 'logout';
}
