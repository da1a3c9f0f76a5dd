import type { Chat, UserCard } from '@messenger/proto';
import type { Component } from 'solid-js';
import { finder, fold } from '../../lib/text.ts';
import { chatName, filterChats, nameOf, peerOf } from '../../sync/views.ts';
import type { Keys } from '../shortcuts/keys.ts';

/** Something that can be done from anywhere. `words`: what it is found by besides its label. */
export type Action = {
  id: string;
  label: string;
  words?: string;
  icon: Component<{ size?: number }>;
  keys?: Keys | undefined;
} & ({ /** The page it leads to. */ to: string } | { run: () => void });
export type Option =
  | { kind: 'chat'; id: string; chat: Chat; label: string }
  | { kind: 'person'; id: string; user: UserCard; isContact: boolean; label: string }
  | { kind: 'action'; id: string; action: Action; label: string };

/** The last one: the same words, looked for in the messages. */
export type Row = Option | { kind: 'search'; id: 'search-for'; label: string };

type From = {
  q: string;
  me: string | undefined;
  /** Newest activity first. */
  chats: readonly Chat[];
  /** The chat that is open: no place to go to. */
  open: string | undefined;
  contacts: readonly UserCard[];
  /** Whom the server found, for people who are no contacts. */
  found: readonly UserCard[];
  actions: readonly Action[];
  userOf: (userId: string) => UserCard | undefined;
};

const most = { chat: 7, person: 5, action: 8 } as const;

/** What one can go to or do, best first within each kind; without a question, the newest chats and every action. */
export function optionsFor({ q, me, chats, open, contacts, found, actions, userOf }: From): Option[] {
  const fits = finder(q);
  const first = fold(q).trim().split(/\s+/, 1)[0] ?? '';
  const begins = ({ label }: Option) => (fold(label).startsWith(first) ? 0 : 1);
  const best = <T extends Option>(options: T[], count: number) =>
    options.sort((a, b) => begins(a) - begins(b)).slice(0, count);

  const places = filterChats(chats, me, userOf, q)
    .filter(({ id }) => id !== open || first !== '')
    .map((chat): Option => ({ kind: 'chat', id: chat.id, chat, label: chatName(chat, me, userOf) }));
  const listed = new Set(chats.map((chat) => peerOf(chat, me)));
  const known = new Set(contacts.map(({ id }) => id));
  const near = contacts.filter((user) => fits(`${nameOf(user)} ${user.username}`));
  const far = found.filter(({ id }) => id !== me && !known.has(id));
  const people = (first === '' ? [] : [...near, ...far])
    .filter(({ id }) => !listed.has(id))
    .map((user): Option => ({ kind: 'person', id: user.id, user, isContact: known.has(user.id), label: nameOf(user) }));
  const doings = actions
    .filter(({ label, words = '' }) => fits(`${label} ${words}`))
    .map((action): Option => ({ kind: 'action', id: action.id, action, label: action.label }));
  return [...best(places, most.chat), ...best(people, most.person), ...best(doings, most.action)];
}
