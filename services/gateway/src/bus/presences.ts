import { type Bus, type CallContext, call } from '@messenger/messaging';
import { isRefusal, type PresenceChanged, presenceOf, type UserId, unavailable } from '@messenger/proto';

/** Presence is an ornament: an answer does not wait longer than this for it. */
const timeoutMs = 400;
const maxPerQuestion = 2_000;

/** The presence of users, as far as delivery says; whoever is missing is offline and unknown. Never fails. */
export async function presencesOf(
  bus: Bus,
  userIds: readonly UserId[],
  context: CallContext,
): Promise<Map<UserId, PresenceChanged>> {
  const asked = userIds.slice(0, maxPerQuestion);
  if (asked.length === 0) return new Map();
  const answer = await call(bus, presenceOf, { userIds: asked }, { ...context, timeoutMs }).catch(() => unavailable());
  if (isRefusal(answer)) return new Map();
  return new Map(answer.value.presences.map((presence) => [presence.userId, presence]));
}

/** What anyone is whose presence is not known. */
export const unknownPresence = { state: 'offline', lastSeenAt: null } as const;
