import { newId } from '@messenger/kit';
import type { Chat } from '@messenger/proto';
import { createEngine, type Engine, type EngineOptions, type Result } from '@messenger/sync';
import { password } from './wire-user.ts';

/** A user with the client engine that browsers have: what it does is what a user would see. */
export type EngineUser = AsyncDisposable & Engine & { readonly id: string; readonly username: string };

/** Registers a user and waits until the device is in step. */
export async function engineUser(
  baseUrl: string,
  name = 'user',
  options: Partial<EngineOptions> = {},
): Promise<EngineUser> {
  const username = `${name}_${newId().replaceAll('-', '').slice(-12)}`;
  const engine = createEngine({ baseUrl, transport: 'body', ...options });
  const input = { username, password, passwordConfirm: password, displayName: name };
  const { id } = taken(await engine.session.register(input));
  await engineShows(engine, () => engine.state.loaded() && engine.state.connection().state === 'online');
  return { ...engine, id, username };
}

/** Makes two users contacts with a direct chat, as they would: request, accept, open. */
export async function engineCouple(ann: EngineUser, bob: EngineUser): Promise<Chat> {
  taken(await ann.actions.requestContact(bob.id));
  const request = await engineShows(bob, () => bob.state.requests().incoming.find(({ user }) => user.id === ann.id));
  taken(await bob.actions.acceptRequest(request.id));
  const chat = taken(await ann.actions.createDirect(bob.id));
  await engineShows(bob, () => bob.state.chat(chat.id));
  for (const user of [ann, bob]) taken(await user.actions.openChat(chat.id));
  return chat;
}

/** Waits until the engine's state shows it, looking again at every change. */
export async function engineShows<T>(
  engine: Pick<Engine, 'subscribe'>,
  seen: () => T | false | undefined,
  timeoutMs = 30_000,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const look = () => {
    const value = seen();
    if (value !== undefined && value !== false) resolve(value);
  };
  const stop = engine.subscribe(look);
  const timer = setTimeout(() => reject(new Error(`not seen within ${timeoutMs} ms: ${seen}`)), timeoutMs);
  look();
  try {
    return await promise;
  } finally {
    stop();
    clearTimeout(timer);
  }
}

/** The value of a result; its error as an exception. */
export function taken<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.error.code}: ${result.error.message}`);
}
