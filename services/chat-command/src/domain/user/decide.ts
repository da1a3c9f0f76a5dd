import type { Decider, Proposed } from '@messenger/event-store';
import {
  type Avatar,
  type ChatSettings,
  defaultSettings,
  invalidField,
  nameFlaw,
  notFound,
  type Refusal,
  refuse,
  type UserCommand,
  type UserEvent,
} from '@messenger/proto';
import { evolve, type UserState } from './state.ts';

/** Settings are for chats that one is a member of: `isMember` is fetched. `avatar`: what was claimed. */
export type PreparedUserCommand = UserCommand & { isMember?: boolean; avatar?: Avatar };
type Of<T extends UserCommand['type']> = Extract<PreparedUserCommand, { type: T }>;
type Decision = Proposed<UserEvent> | Refusal | undefined;

export const userDecider: Decider<UserState, PreparedUserCommand, UserEvent> = { initial: undefined, evolve, decide };

const eventOf = {
  UpdateProfile: 'ProfileChanged',
  ChangeChatSettings: 'ChatSettingsChanged',
} as const satisfies Record<UserCommand['type'], UserEvent['type']>;

function decide(user: UserState, command: PreparedUserCommand): Decision {
  if (!user) return notFound();
  const answered = user.answered.find(({ id }) => id === command.commandId);
  if (answered) {
    return answered.type === eventOf[command.type] ? undefined : refuse('id_reused', 'This command id is taken.');
  }
  return command.type === 'UpdateProfile' ? updateProfile(user, command) : changeSettings(user, command);
}

function updateProfile(user: NonNullable<UserState>, command: Of<'UpdateProfile'>): Decision {
  const { username } = user;
  const avatar = command.avatarId === undefined ? user.avatar : (command.avatar ?? null);
  const { displayName = user.displayName, presence = user.presence, readReceipts = user.readReceipts } = command;
  const flaw = displayName === user.displayName ? undefined : nameFlaw(displayName);
  if (flaw) return invalidField('/displayName', flaw, `The display name ${flaw}.`);
  const cardChanged = displayName !== user.displayName || avatar?.id !== user.avatar?.id;
  if (!cardChanged && presence === user.presence && readReceipts === user.readReceipts) return undefined;
  return { type: 'ProfileChanged', v: 1, data: { username, displayName, avatar, presence, readReceipts, cardChanged } };
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
