import type { Aggregates, EventStore } from '@messenger/event-store';
import type { Logger } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import type { ChatEvent, ContactEvent, UserEvent } from '@messenger/proto';
import type { ChatDeciderCommand } from '../domain/chat/commands.ts';
import type { ChatState } from '../domain/chat/state.ts';
import type { PreparedContactCommand } from '../domain/contact/decide.ts';
import type { PairState } from '../domain/contact/state.ts';
import type { PreparedUserCommand } from '../domain/user/decide.ts';
import type { UserState } from '../domain/user/state.ts';
import type { Slugs } from '../slugs.ts';

export type Chats = Aggregates<ChatState, ChatDeciderCommand, ChatEvent>;
export type Contacts = Aggregates<PairState, PreparedContactCommand, ContactEvent>;
export type Users = Aggregates<UserState, PreparedUserCommand, UserEvent>;

/** What the handlers work with. */
export type Deps = {
  bus: Bus;
  events: EventStore;
  log: Logger;
  chats: Chats;
  contacts: Contacts;
  users: Users;
  slugs: Slugs;
};
