import type { CreateDirect, SendMessage } from '@messenger/proto';
import type { Happened } from './recent.ts';

/** Closing and reopening follow the pair's standing; nobody outside this service can command them. */
export type SettleDirect = { type: 'CloseDirect' | 'ReopenDirect'; commandId: string; chatId: string; by: string };

/** A command with the facts that were fetched for it. */
export type PreparedSend = SendMessage & {
  /** What the read model knows of an id that is older than what the state remembers. */
  older?: Happened | null;
};
export type PreparedCreate = CreateDirect & { areContacts?: boolean };
export type ChatDeciderCommand = PreparedSend | PreparedCreate | SettleDirect;
