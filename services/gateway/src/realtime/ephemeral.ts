import type { Bus } from '@messenger/messaging';
import { fits, lastIdOf, PresenceChanged, subjects, TypingChanged } from '@messenger/proto';
import type { Static, TSchema } from '@sinclair/typebox';
import type { Msg, Subscription } from 'nats';
import { ephemeralFrame, type Frame, once } from '../live/frame.ts';
import type { Rooms } from '../live/rooms.ts';
import { presenceFrame } from './presence-frame.ts';

/** Passes presence and typing on to those here whom they concern. */
export function forwardEphemeral(bus: Bus, rooms: Rooms): Disposable {
  const subscriptions: Subscription[] = [
    bus.nc.subscribe(subjects.allPresence, {
      callback: (error, message) => {
        const presence = error ? undefined : read(PresenceChanged, message);
        if (!presence || presence.userId !== lastIdOf(message.subject)) return;
        rooms.toContactsOf(
          presence.userId,
          once(() => presenceFrame(presence)),
        );
      },
    }),
    bus.nc.subscribe(subjects.allTyping, {
      callback: (error, message) => {
        const typing = error ? undefined : read(TypingChanged, message);
        if (!typing || typing.chatId !== lastIdOf(message.subject)) return;
        rooms.toChatExcept(
          typing.chatId,
          typing.userId,
          once(() => typingFrame(typing)),
        );
      },
    }),
  ];
  return {
    [Symbol.dispose]() {
      for (const subscription of subscriptions) if (!bus.nc.isClosed()) subscription.unsubscribe();
    },
  };
}

/** Tells all gateways that a user types in a chat; the caller has checked that the user is a member. */
export function publishTyping(bus: Bus, typing: TypingChanged): void {
  bus.publish(subjects.typing(typing.chatId), JSON.stringify(typing));
}

const typingFrame = ({ chatId, userId, typing }: TypingChanged): Frame =>
  ephemeralFrame({ type: typing ? 'typing:start' : 'typing:stop', chatId, data: { userId } });

function read<T extends TSchema>(schema: T, message: Msg): Static<T> | undefined {
  try {
    const value: unknown = message.json();
    return fits(schema, value) ? value : undefined;
  } catch {
    return undefined;
  }
}
