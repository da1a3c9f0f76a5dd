import type { Attachment, Avatar, ChatCommand, UserId } from '@messenger/proto';
import type { Happened } from './recent.ts';

/** Closing and reopening follow the pair's standing; nobody outside this service can command them. */
export type SettleDirect = { type: 'CloseDirect' | 'ReopenDirect'; commandId: string; chatId: string; by: string };

/** The message that a command is about. `reactions`: those of the one who commands. */
export type Target = {
  senderId: UserId;
  ordinal: number;
  deleted: boolean;
  attachments?: number;
  reactions?: readonly string[];
};

/** What was fetched for a command and the state at hand; absent where the state itself tells. */
export type Facts = {
  /** What the read model knows of a command id that is older than what the state remembers. */
  older?: Happened | null;
  /** The message that is edited, deleted, reacted to or replied to, as the read model has it; null where there is none. */
  target?: Target | null;
  /** The images that were claimed for the command. */
  attachments?: Attachment[];
  avatar?: Avatar;
  areContacts?: boolean;
  /** Those of the named users who are no contacts of the one who commands. */
  strangers?: readonly UserId[];
};

export type ChatDeciderCommand = (ChatCommand & { facts?: Facts }) | SettleDirect;
export type Of<T extends ChatDeciderCommand['type']> = Extract<ChatDeciderCommand, { type: T }>;
