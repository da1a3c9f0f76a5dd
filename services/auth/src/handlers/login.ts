import type { Handler } from '@messenger/messaging';
import { type authEndpoints, isRefusal, type Refusal, type RefusalCode, unavailable } from '@messenger/proto';
import type { Account } from '../accounts/account.ts';
import { accountOfName } from '../accounts/find-account.ts';
import { type LoginOutcome, logins } from '../metrics.ts';
import { isUnavailable } from '../unavailable.ts';
import { checkPassword } from './check-password.ts';
import type { Deps } from './deps.ts';
import { enter } from './enter.ts';

type Login = Handler<typeof authEndpoints.login>;

/** R2, R4: opens a session for whoever knows the password. */
export function login(deps: Deps): Login {
  const logIn: Login = async ({ username, password, ...asked }, context) => {
    const account = await authenticate(deps, username, password);
    return isRefusal(account) ? account : enter(deps, { account, ...asked }, context);
  };
  return async (request, context) => {
    try {
      const answer = await logIn(request, context);
      logins.inc({ outcome: isRefusal(answer) ? outcomeOf(answer.code) : 'ok' });
      return answer;
    } catch (error) {
      if (isUnavailable(error)) logins.inc({ outcome: 'unavailable' });
      throw error;
    }
  };
}

async function authenticate(deps: Deps, username: string, password: string): Promise<Account | Refusal> {
  using slot = deps.hasher.reserve();
  if (!slot) return unavailable(2);
  const account = await accountOfName(deps.db, username);
  return checkPassword(deps, slot, { username, password, account });
}

function outcomeOf(code: RefusalCode): LoginOutcome {
  if (code === 'rate_limited') return 'locked';
  return code === 'unavailable' ? 'unavailable' : 'bad_credentials';
}
