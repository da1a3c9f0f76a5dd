import { type Static, Type } from '@sinclair/typebox';
import { endpoint } from '../endpoint.ts';
import { Id } from '../ids.ts';
import { subjects } from '../subjects.ts';
import { Time } from '../text.ts';
import { PresencePreference, PresenceState } from '../user/schemas.ts';

/** On `subjects.presence(userId)`: what others may see. Ephemeral: may be lost, is stored nowhere. */
export const PresenceChanged = Type.Object({
  userId: Id,
  state: PresenceState,
  lastSeenAt: Type.Union([Time, Type.Null()]),
});
export type PresenceChanged = Static<typeof PresenceChanged>;

/** On `subjects.typing(chatId)`, published by the gateway of the one who types, after checking membership. */
export const TypingChanged = Type.Object({ chatId: Id, userId: Id, typing: Type.Boolean() });
export type TypingChanged = Static<typeof TypingChanged>;

/**
 * On `subjects.gatewayReports('devices')`: a gateway tells which of its users have live devices, and which none any more.
 * `all` repeats the whole set (sent at start, every 10 s as the sign of life, and when delivery asks for it on
 * `subjects.gatewayReports('roll-call')`); else only changes. Of more users than a report holds it repeats the first, and
 * changes bring the others; the sign of life is one without changes then.
 */
export const DevicesReport = Type.Object({
  gatewayId: Id,
  /** Counts this gateway's reports 1, 2, 3 …: every delivery instance hears all, each takes effect once, in order. */
  seq: Type.Integer({ minimum: 1 }),
  all: Type.Boolean(),
  /** Users with at least one live socket, with the preference they set. */
  present: Type.Array(Type.Object({ userId: Id, presence: Type.Optional(PresencePreference) })),
  /** Users whose last socket at this gateway closed. */
  gone: Type.Array(Id),
  /** The gateway is going away for good. */
  leaving: Type.Optional(Type.Boolean()),
});
export type DevicesReport = Static<typeof DevicesReport>;

/** Presence of named users, for contact lists and searches; whoever is missing is offline and unknown. */
export const presenceOf = endpoint(
  subjects.query('presence'),
  Type.Object({ userIds: Type.Array(Id, { maxItems: 2000 }) }),
  Type.Object({ presences: Type.Array(PresenceChanged) }),
);
