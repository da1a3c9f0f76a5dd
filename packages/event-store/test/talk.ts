import { silentLogger as log, newId } from '@messenger/kit';
import { type ChatEvent, chatStreamOf, type Refusal, refuse, subjects } from '@messenger/proto';
import type { TestLog } from '@messenger/testkit';
import { type AggregateKind, createAggregates, type EventStore } from '../src/index.ts';

/** A chat as plain as can be: it counts messages, keeps their ids, and takes nothing once it is closed. */
export type Talk = { messages: number; closed: boolean; ids: string[] };
export type Say = { commandId: string; by: string; text?: string; close?: boolean };

export const talkKind: AggregateKind<Talk, Say, ChatEvent> = {
  name: 'talk',
  idField: 'chatId',
  bytesOf: () => 1_000,
  streamOf: chatStreamOf,
  subjectOf: subjects.chatEvents,
  decider: {
    initial: { messages: 0, closed: false, ids: [] },
    evolve: (talk, event) => ({
      messages: talk.messages + (event.type === 'MessageSent' ? 1 : 0),
      closed: event.type === 'DirectClosed' || (talk.closed && event.type !== 'DirectReopened'),
      ids: [...talk.ids, event.id],
    }),
    decide(
      talk,
      { commandId, text = 'hello', close },
    ): ReturnType<AggregateKind<Talk, Say, ChatEvent>['decider']['decide']> | Refusal {
      if (talk.ids.includes(commandId)) return undefined;
      if (close) return talk.closed ? undefined : { type: 'DirectClosed', v: 1, data: {} };
      if (talk.closed) return refuse('chat_closed', 'closed');
      return { type: 'MessageSent', v: 1, data: { ordinal: talk.messages + 1, text, attachments: [], replyTo: null } };
    },
  },
  snapshot: { schema: 1, toJson: (talk) => talk, fromJson: (json: Talk) => json },
};

/** One instance of a service that takes part in talks. */
export const talks = (events: EventStore, more: { maxBytes?: number } = {}) =>
  createAggregates(events, talkKind, { log, ...more });

export const say = (text = 'hello', commandId = newId()): Say => ({ commandId, by: ann, text });
export const close = (): Say => ({ commandId: newId(), by: ann, close: true });
export const ann = '01990000-0000-7000-8000-00000000000a';

/** Puts many messages into the log at once, spread over some chats, without regard to their chains. */
export async function fill({ bus }: TestLog, count: number): Promise<void> {
  const chats = Array.from({ length: 10 }, newId);
  const at = new Date().toISOString();
  for (let from = 0; from < count; from += 1_000) {
    const part = Array.from({ length: Math.min(1_000, count - from) }, (_, i) => {
      const [chatId, version] = [chats[i % 10]!, Math.floor((from + i) / 10) + 1];
      const data = { ordinal: version, text: `message ${from + i}`, attachments: [], replyTo: null };
      const event = { id: newId(), type: 'MessageSent', v: 1, chatId, version, prev: null, by: ann, at, data };
      return bus.request(subjects.chatEvents(chatId), JSON.stringify(event), { timeoutMs: 30_000 });
    });
    await Promise.all(part);
  }
}
