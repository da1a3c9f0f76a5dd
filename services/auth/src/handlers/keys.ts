import type { Handler } from '@messenger/messaging';
import type { authEndpoints } from '@messenger/proto';
import type { Deps } from './deps.ts';

/** The public keys that access tokens are verified with, the next one included. */
export function keys({ keyring }: Pick<Deps, 'keyring'>): Handler<typeof authEndpoints.keys> {
  return async () => ({ keys: keyring.publicKeys() });
}
