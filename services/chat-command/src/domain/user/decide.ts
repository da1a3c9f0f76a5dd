import type { Decider, Proposed } from '@messenger/event-store';
import {
  type ChatSettings,
  defaultSettings,
  notFound,
  type Refusal,
  refuse,
  type UserCommand,
  type UserEvent,
} from '@messenger/proto';
import { evolve, type UserState } from './state.ts';

/** Settings are for chats that one is a member of: `isMember` is fetched. */
export type PreparedUserCommand = UserCommand & { isMember?: boolean };
type Of<T extends UserCommand['type']> = Extract<PreparedUserCommand, { type: T }>;
type Decision = Proposed<UserEvent> | Refusal | undefined;

export const userDecider: Decider<UserState, PreparedUserCommand, UserEvent> = { initial: undefined, evolve, decide };

function decide(user: UserState, command: PreparedUserCommand): Decision {
  if (!user) return notFound();
  if (user.answered.includes(command.commandId)) return undefined;
  return command.type === 'UpdateProfile' ? updateProfile(user, command) : changeSettings(user, command);
}

function updateProfile(user: NonNullable<UserState>, command: Of<'UpdateProfile'>): Decision {
  const { username, avatar } = user;
  const { displayName = user.displayName, presence = user.presence, readReceipts = user.readReceipts } = command;
  if (displayName.trim() === '') {
    const message = 'must not be blank';
    return refuse('validation_failed', `The display name ${message}.`, {
      details: [{ field: '/displayName', message }],
    });
  }
  const unchanged =
    displayName === user.displayName && presence === user.presence && readReceipts === user.readReceipts;
  if (unchanged) return undefined;
  return { type: 'ProfileChanged', v: 1, data: { username, displayName, avatar, presence, readReceipts } };
}

function changeSettings(
  user: NonNullable<UserState>,
  { chatId, settings, isMember }: Of<'ChangeChatSettings'>,
): Decision {
  if (!isMember) return notFound();
  const before = settingsOf(user, chatId);
  const after = { ...before, ...settings };
  const unchanged =
    after.muted === before.muted && after.mutedUntil === before.mutedUntil && after.notify === before.notify;
  return unchanged ? undefined : { type: 'ChatSettingsChanged', v: 1, data: { chatId, settings: after } };
}

export const settingsOf = (user: NonNullable<UserState>, chatId: string): ChatSettings =>
  user.settings.get(chatId) ?? defaultSettings;
