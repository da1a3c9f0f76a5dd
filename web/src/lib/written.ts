import type { SessionState } from '@messenger/sync';

const forgetters = new Set<() => void>();

/** For whatever holds what was written or chosen and not sent: to forget it all. */
export const onForget = (forget: () => void): void => void forgetters.add(forget);

export function forgetWritten(): void {
  for (const forget of forgetters) forget();
}

/** Whether what this page holds unsent is none of this session's: there was a log-out, or somebody else was `last` here. */
export function isOver(session: SessionState, last: string | undefined): boolean {
  if (session.state === 'signedIn') return last !== undefined && session.user.id !== last;
  return session.state === 'signedOut' && session.ended === 'logout';
}
