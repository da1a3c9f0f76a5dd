import type { EventStore } from '@messenger/event-store';
import { derivedId, directChatId, newId, pairId } from '@messenger/kit';
import { type Bus, call, callRawAt } from '@messenger/messaging';
import {
  type ChatCommand,
  type ContactCommand,
  type Created,
  contactCommand,
  type Done,
  isRefusal,
  type Refusal,
  type Sent,
  subjects,
  type UserCommand,
  userCommand,
} from '@messenger/proto';

/** Puts a user into the log, as auth does. */
export async function registered(events: EventStore, username: string): Promise<string> {
  const userId = newId();
  const event = {
    id: userId,
    type: 'UserRegistered',
    v: 1,
    userId,
    version: 1,
    prev: null,
    by: userId,
    at: new Date().toISOString(),
    data: { username, displayName: username },
  };
  await events.append({ subject: subjects.userEvents(userId), expected: 0, payload: JSON.stringify(event) });
  return userId;
}

type Changing = Exclude<ChatCommand['type'], 'SendMessage' | 'CreateDirect' | 'CreateGroup'>;
type Fields<T extends Changing> = Omit<Extract<ChatCommand, { type: T }>, 'type' | 'by' | 'chatId' | 'commandId'> & {
  commandId?: string;
};

/** Speaks to chat-command as the gateway does. */
export function caller(bus: Bus) {
  const ask = async <T>(command: ChatCommand): Promise<T | Refusal> => {
    const answer = await callRawAt(bus, subjects.anyChatCommand, command, { requestId: 'test', timeoutMs: 3_000 });
    return isRefusal(answer) ? answer : (JSON.parse(Buffer.from(answer.bytes).toString()) as T);
  };
  return {
    ask,
    /** A command that changes a chat: how far the chat had come then, or the code of the refusal. */
    async does<T extends Changing>(type: T, by: string, chatId: string, fields: Fields<T>) {
      const command = { commandId: newId(), ...fields, type, by, chatId } as unknown as ChatCommand;
      const answer = await ask<Done>(command);
      return isRefusal(answer) ? answer.code : answer.version;
    },
    createGroup: (by: string, fields: { memberIds: string[]; name?: string; slug?: string; commandId?: string }) => {
      const { commandId = newId() } = fields;
      const chatId = derivedId(by, commandId, 'group');
      return ask<Created>({ name: 'Garden', ...fields, type: 'CreateGroup', by, commandId, chatId });
    },
    async user(command: UserCommand) {
      const answer = await call(bus, userCommand, command, { requestId: 'test', timeoutMs: 3_000 });
      return isRefusal(answer) ? answer : answer.value;
    },
    contact: (command: ContactCommand) => call(bus, contactCommand, command, { requestId: 'test', timeoutMs: 3_000 }),
    createDirect: (by: string, userId: string, commandId = newId()) =>
      ask<Created>({ type: 'CreateDirect', commandId, by, userId, chatId: directChatId(by, userId) }),
    send: (by: string, chatId: string, text: string, commandId = newId()) =>
      ask<Sent>({ type: 'SendMessage', commandId, by, chatId, text }),
    async befriend(a: string, b: string) {
      await this.contact({ type: 'RequestContact', commandId: newId(), by: a, userId: b });
      const accepted = await this.contact({ type: 'AcceptContact', commandId: newId(), by: b, pairId: pairId(a, b) });
      if (isRefusal(accepted)) throw new Error(accepted.message);
    },
    /** Two contacts and their chat. */
    async directChat(events: EventStore) {
      const [ann, bob] = [await registered(events, 'ann'), await registered(events, 'bob')];
      await this.befriend(ann, bob);
      const chat = await this.createDirect(ann, bob);
      if (isRefusal(chat)) throw new Error(chat.message);
      return { ann, bob, chatId: chat.chatId };
    },
  };
}
