import type { PresenceChanged } from '@messenger/proto';
import { ephemeralFrame, type Frame } from '../live/frame.ts';

/** `presence:online`, `presence:away`, `presence:offline`. */
export const presenceFrame = ({ userId, state, lastSeenAt }: PresenceChanged): Frame =>
  ephemeralFrame({ type: `presence:${state}`, data: { userId, lastSeenAt } });
