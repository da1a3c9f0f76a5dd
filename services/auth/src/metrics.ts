import { counter, gauge } from '@messenger/kit';

export type LoginOutcome = 'ok' | 'bad_credentials' | 'locked' | 'unavailable';

export const logins = counter('auth_logins_total', 'Logins by outcome', ['outcome']);
export const registrations = counter('auth_registrations_total', 'Registrations by outcome', ['outcome']);
export const refreshes = counter('auth_refreshes_total', 'Refreshes by outcome', ['outcome']);
export const sessionsEnded = counter('auth_sessions_ended_total', 'Sessions ended, by reason', ['reason']);
export const passwordWork = gauge('auth_password_work', 'Passwords that are being hashed or wait for it');
export const pendingAccounts = gauge('auth_outbox_pending', 'Accounts whose event is not in the log yet');
