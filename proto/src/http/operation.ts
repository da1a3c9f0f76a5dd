import type { TSchema } from '@sinclair/typebox';
import type { RefusalCode } from '../refusal.ts';

/** One thing a client can ask over HTTP, for people to read; what it takes is checked by the route's own schemas. */
export type Operation = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters in braces. */
  path: string;
  /** What client generators name it. */
  id: string;
  tag: Tag;
  summary: string;
  description?: string;
  /** Needs no access token. */
  open?: true;
  /** The form that it takes in place of JSON. */
  form?: TSchema;
  /** By status; null: no body, or one of the `type` that is no JSON. */
  answers: Record<number, { summary: string; body: TSchema | null; type?: string }>;
  /** Beyond those that every operation under `/api` may answer. */
  errors: readonly RefusalCode[];
};

export const tags = {
  sessions: 'Registering, signing in and out, and the sessions of a user.',
  users: 'Profiles, and finding people.',
  contacts: 'Contacts and requests.',
  chats: 'Direct chats and groups, their members and settings.',
  messages: 'Messages: history, search, edits, reactions, receipts.',
  attachments: 'Images: uploading them, and their sizes.',
  sync: 'What happened: the long poll, and the gap in a chat.',
  operation: 'For whoever runs the system.',
} as const;
export type Tag = keyof typeof tags;

/** What an operation may refuse with: its own codes, and those that hold for all of its kind. */
export function errorsOf({ path, method, open, errors }: Operation): RefusalCode[] {
  if (!path.startsWith('/api/')) return [...errors];
  const codes: RefusalCode[] = ['validation_failed', ...errors, 'internal', 'unavailable'];
  if (!open) codes.push('unauthenticated', 'rate_limited');
  if (method === 'POST' || method === 'PUT') codes.push('too_large', 'unsupported_media');
  return [...new Set(codes)];
}
