import type { Handler, RequestContext } from '@messenger/messaging';
import {
  type authEndpoints,
  type Flaw,
  invalid,
  isRefusal,
  nameFlaw,
  headers as names,
  passwordFlaw,
  type Refusal,
  type RegisterRequest,
  refuse,
  unavailable,
} from '@messenger/proto';
import type { Account } from '../accounts/account.ts';
import { createAccount } from '../accounts/create-account.ts';
import { accountOfId, accountOfName } from '../accounts/find-account.ts';
import { foldUsername } from '../login/fold-username.ts';
import { registrations } from '../metrics.ts';
import type { HashingSlot } from '../passwords/password-hasher.ts';
import { Unavailable } from '../unavailable.ts';
import { checkPassword } from './check-password.ts';
import type { Deps } from './deps.ts';
import { enter } from './enter.ts';

type Register = Handler<typeof authEndpoints.register>;

/**
 * R1: makes an account and logs in, answering only once the log has the user. A registration that could not be answered
 * (`unavailable`) may be repeated with the same user id, name and password: it goes on where it stopped.
 */
export function register(deps: Deps): Register {
  return async (request, context) => {
    const displayName = (request.displayName ?? request.username).trim();
    const flaws = flawsOfRegistration(request.password, displayName);
    if (flaws.length > 0) return invalid(flaws, 'The registration has flaws.');
    const account = await accountFor(deps, { ...request, displayName }, context);
    if (isRefusal(account)) {
      registrations.inc({ outcome: account.code });
      return account;
    }
    try {
      const { device, remember, cookie, commandId } = request;
      const answer = await enter(deps, { account, device, remember, cookie, commandId }, context);
      registrations.inc({ outcome: 'ok' });
      return answer;
    } catch (error) {
      registrations.inc({ outcome: 'unavailable' });
      if (error instanceof Unavailable) deps.relaySoon();
      throw error;
    }
  };
}

/** The account that this registration makes, or made before. */
async function accountFor(
  deps: Deps,
  request: RegisterRequest & { displayName: string },
  { requestId, traceparent }: RequestContext,
): Promise<Account | Refusal> {
  using slot = deps.hasher.reserve();
  if (!slot) return unavailable(2);
  const { userId: id, username, password, displayName } = request;
  const there = await madeBefore(deps, slot, request);
  if (there) return there;
  const headers = { [names.requestId]: requestId, ...(traceparent ? { [names.traceparent]: traceparent } : {}) };
  const passwordHash = await slot.hash(password);
  const made = await createAccount(deps.db, { id, username, displayName, passwordHash, headers });
  if (made) return made;
  return (await madeBefore(deps, slot, request)) ?? taken();
}

/** Undefined if neither the id nor the name is there; only the same id, name and password are the same registration. */
async function madeBefore(
  deps: Deps,
  slot: HashingSlot,
  { userId, username, password }: RegisterRequest,
): Promise<Account | Refusal | undefined> {
  // By name second: made by a repetition in between, it has this id all the same.
  const account = (await accountOfId(deps.db, userId)) ?? (await accountOfName(deps.db, username));
  if (!account) return undefined;
  if (account.id !== userId) return taken();
  if (foldUsername(account.username) !== foldUsername(username)) return reused();
  const checked = await checkPassword(deps, slot, { username, password, account });
  return isRefusal(checked) && checked.code === 'unauthenticated' ? reused() : checked;
}

const taken = () => refuse('username_taken', 'This username is taken.');
const reused = () => refuse('id_reused', 'This key was used for another registration.');

function flawsOfRegistration(password: string, displayName: string): Flaw[] {
  const flaws = [
    { field: '/password', message: passwordFlaw(password) },
    { field: '/displayName', message: nameFlaw(displayName) },
  ];
  return flaws.filter((flaw): flaw is Flaw => flaw.message !== undefined);
}
