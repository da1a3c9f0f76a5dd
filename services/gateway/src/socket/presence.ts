import { newId } from '@messenger/kit';
import type { UserId } from '@messenger/proto';
import { presencesOf } from '../bus/presences.ts';
import { presenceFrame } from '../realtime/presence-frame.ts';
import type { Device } from './device.ts';
import type { SocketServices } from './services.ts';

/** Tells a device how some of its contacts are right now: it has missed what was said while it was away. */
export async function tellPresence(device: Device, userIds: UserId[], { bus }: SocketServices): Promise<void> {
  const presences = await presencesOf(bus, userIds, { requestId: newId() });
  for (const presence of presences.values()) device.receive(presenceFrame(presence));
}
