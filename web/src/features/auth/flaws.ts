import { maxNameLength, usernamePattern } from '@messenger/proto/form-limits';
import { isBlank, isUnruly } from '@messenger/proto/visible';
import type { ApiError } from '@messenger/sync';
import { words } from '../../lib/strings.ts';
import { codePoints } from '../../lib/text.ts';
import { failureText } from '../../sync/failure.ts';

/** Field name → what is wrong with it. */
export type Flaws = Partial<Record<string, string>>;

type Registration = { username: string; displayName: string; password: string; passwordConfirm: string };

/** R1's rules, told before the server has to: same limits, one flaw a field, the first that applies. */
export function registrationFlaws(input: Registration): Flaws {
  const flaws: Flaws = {};
  if (input.username === '') flaws.username = words.flaws.usernameEmpty;
  else if (!new RegExp(usernamePattern).test(input.username)) flaws.username = words.flaws.usernameForm;
  const displayName = displayNameFlaw(input.displayName);
  if (displayName) flaws.displayName = displayName;
  const password = passwordFlaw(input.password);
  if (password) flaws.password = password;
  else if (input.passwordConfirm !== input.password) flaws.passwordConfirm = words.flaws.confirmDiffers;
  return flaws;
}

/** R5's rules for a display name; with nothing to see in it, the username is shown. */
export function displayNameFlaw(input: string): string | undefined {
  const name = input.trim();
  if (codePoints(name) > maxNameLength) return words.flaws.displayNameLong;
  return !isBlank(name) && isUnruly(name) ? words.flaws.nameUnruly : undefined;
}

function passwordFlaw(password: string): string | undefined {
  const bytes = new TextEncoder().encode(password).length;
  if (password === '') return words.flaws.passwordEmpty;
  if (bytes < 8) return words.flaws.passwordShort;
  if (bytes > 72) return words.flaws.passwordLong;
  if (!/\p{Lu}/u.test(password)) return words.flaws.passwordUpper;
  if (!/\p{Ll}/u.test(password)) return words.flaws.passwordLower;
  if (!/\p{Nd}/u.test(password)) return words.flaws.passwordDigit;
  return undefined;
}

export function loginFlaws(input: { username: string; password: string }): Flaws {
  const flaws: Flaws = {};
  if (input.username === '') flaws.username = words.flaws.usernameEmpty;
  if (input.password === '') flaws.password = words.flaws.passwordEmpty;
  return flaws;
}

/** Puts a failure where the mistake is: its details on their fields, what belongs to none of them under `form`. */
export function flawsOfFailure(
  failure: Pick<ApiError, 'code' | 'message' | 'details' | 'retryAfter'>,
  fields: readonly string[],
): Flaws {
  if (failure.code === 'unauthenticated') return { form: words.auth.wrong };
  if (failure.code === 'username_taken') return { username: words.flaws.usernameTaken };
  if (failure.code === 'rate_limited' && failure.retryAfter !== undefined) {
    return { form: words.auth.locked(Math.max(1, Math.ceil(failure.retryAfter / 60))) };
  }
  const flaws: Flaws = {};
  for (const { field, message } of failure.details ?? []) {
    const name = field.split('/')[1] ?? '';
    if (fields.includes(name)) flaws[name] ??= message;
  }
  return Object.keys(flaws).length > 0 ? flaws : { form: failureText(failure) };
}
