import { ConfigError } from '@messenger/kit';
import type { Config } from '../config.ts';

/** What is limited: how many in how many seconds, per user, session or address. */
export type Rule = { name: RuleName; per: 'user' | 'session' | 'address'; most: number; seconds: number };
export type RuleName =
  | 'calls'
  | 'messages'
  | 'changes'
  | 'presences'
  | 'receipts'
  | 'sessions'
  | 'contactRequests'
  | 'registrations'
  | 'logins'
  | 'uploads';

/** Whoever reacts or corrects, or comes back to many chats, does so in bursts: what so many seconds allow may come at once. */
const burstSeconds = 4;
/** Of devices that poll; those with a socket have their frames. */
const receiptsPerSecond = 10;

/**
 * The limits of this configuration; none with `RATE_LIMITS=off`. The lock on failed logins is auth's and always on.
 * @throws ConfigError when they are off in production
 */
export function rulesOf(config: Config): Rule[] {
  if (!config.RATE_LIMITS) {
    if (config.NODE_ENV === 'production') throw new ConfigError('RATE_LIMITS must not be off in production');
    return [];
  }
  return [
    { name: 'calls', per: 'user', most: config.LIMIT_CALLS_PER_MINUTE, seconds: 60 },
    { name: 'messages', per: 'user', most: config.LIMIT_MESSAGES_PER_SECOND, seconds: 1 },
    { name: 'changes', per: 'user', most: config.LIMIT_CHANGES_PER_SECOND * burstSeconds, seconds: burstSeconds },
    { name: 'presences', per: 'user', most: 30, seconds: 60 },
    { name: 'receipts', per: 'user', most: receiptsPerSecond * burstSeconds, seconds: burstSeconds },
    { name: 'sessions', per: 'session', most: config.LIMIT_CALLS_PER_MINUTE, seconds: 60 },
    { name: 'uploads', per: 'user', most: config.LIMIT_UPLOADS_PER_MINUTE, seconds: 60 },
    { name: 'contactRequests', per: 'user', most: config.LIMIT_CONTACT_REQUESTS_PER_DAY, seconds: 86_400 },
    { name: 'registrations', per: 'address', most: config.LIMIT_REGISTRATIONS_PER_HOUR, seconds: 3_600 },
    { name: 'logins', per: 'address', most: config.LIMIT_LOGINS_PER_15_MINUTES, seconds: 900 },
  ];
}

/**
 * What ends sessions, and tells which there are, counts for each session by itself: whoever holds a stolen one uses up
 * nothing of its owner's, and sessions can be ended whatever is used up.
 */
const routesOfSessions = ['GET /api/auth/sessions', 'DELETE /api/auth/sessions/:sessionId', 'POST /api/auth/logout'];

/** Routes that count for a rule of their own. */
export const ruleOfRoute: Readonly<Record<string, RuleName>> = {
  'POST /api/contacts/requests': 'contactRequests',
  'POST /api/auth/register': 'registrations',
  'POST /api/auth/login': 'logins',
  'POST /api/attachments': 'uploads',
  'POST /api/chats/:chatId/delivered': 'receipts',
  ...Object.fromEntries(routesOfSessions.map((route) => [route, 'sessions' as const])),
};

/**
 * Rules whose windows are so long that a repetition must not count: it would shut its sender out. By its key, together
 * with this field of the body, a request is known for the same, which does nothing more. It may be repeated so often
 * before it counts once more: auth hashes a password each time, and a pair of users forgets a key after some others.
 */
export const repeatedBy: Readonly<Partial<Record<RuleName, { field: string; free: number }>>> = {
  contactRequests: { field: 'userId', free: 5 },
  registrations: { field: 'username', free: 100 },
};

/**
 * Routes of a user that are no calls: sending has a limit of its own, and so has what is asked for again and again; and
 * what a device that polls says by itself, as others do by frames.
 */
export const uncounted: readonly string[] = [
  'POST /api/chats/:chatId/messages',
  'POST /api/chats/:chatId/delivered',
  'POST /api/attachments',
  'GET /api/attachments/:attachmentId/:variant',
  'HEAD /api/attachments/:attachmentId/:variant',
  'GET /api/sync',
  'HEAD /api/sync',
  ...routesOfSessions,
];
