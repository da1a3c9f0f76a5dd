import type { RequestContext } from '@messenger/messaging';
import { directoryStream, encodeCursor, type TokensReply } from '@messenger/proto';
import type { Account } from '../accounts/account.ts';
import { logAccount } from '../accounts/log-account.ts';
import { openSession } from '../sessions/open-session.ts';
import type { Deps } from './deps.ts';
import { tokensReply } from './tokens.ts';

/** `commandId`: with which it may be repeated. */
export type Entry = {
  account: Account;
  device: string;
  remember?: boolean | undefined;
  cookie?: boolean | undefined;
  commandId?: string | undefined;
};

/**
 * Lets a user in whose password was checked: makes sure that the log knows the user, then opens a session. The answer's
 * position covers the registration, so that whoever just registered is found.
 * @throws Unavailable
 */
export async function enter(
  { db, events, keyring, relaySoon }: Deps,
  { account, device, remember = false, cookie, commandId }: Entry,
  context: RequestContext,
): Promise<TokensReply> {
  const seq = await logAccount(db, events, account.id);
  context.position = encodeCursor({ generation: events.shape.generation, streams: { [directoryStream]: seq } });
  const session = { userId: account.id, device, remember, cookie };
  const command = commandId === undefined ? undefined : { commandId, secret: keyring.secret() };
  const { sessionId, refreshToken, crowdedOut } = await openSession(db, session, command);
  if (crowdedOut) relaySoon();
  return tokensReply(keyring, account, { sessionId, refreshToken, remember });
}
