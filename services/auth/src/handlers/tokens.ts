import { accessTokenSeconds, type TokensReply } from '@messenger/proto';
import { type Account, userOf } from '../accounts/account.ts';
import type { Keyring } from '../keys/keyring.ts';

type Session = { sessionId: string; refreshToken: string; remember: boolean };

/** What who logs in or refreshes is answered: new tokens of the session, and who they are of. */
export function tokensReply(
  keyring: Keyring,
  account: Account,
  { sessionId, refreshToken, remember }: Session,
): TokensReply {
  const subject = { userId: account.id, sessionId };
  return {
    user: userOf(account),
    accessToken: keyring.sign(subject),
    imageToken: keyring.sign(subject, 'images'),
    refreshToken,
    expiresIn: accessTokenSeconds,
    sessionId,
    remember,
  };
}
