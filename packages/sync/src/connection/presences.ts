import type { Api } from '../http/api.ts';
import type { ServerFrame } from './wire.ts';

type Options = { api: Pick<Api, 'contacts'>; emit: (frame: ServerFrame) => void };

/** Tells how the contacts are right now, with the frames of a socket. */
export async function tellPresences({ api, emit }: Options): Promise<void> {
  const answer = await api.contacts();
  if (!answer.ok) return;
  for (const { user, presence, lastSeenAt } of answer.value.contacts) {
    emit({ type: `presence:${presence}`, data: { userId: user.id, lastSeenAt } });
  }
}
