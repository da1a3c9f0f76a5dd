import {
  Attachment,
  Chat,
  ChatSettings,
  http,
  Member,
  Message,
  Push,
  ReplyTo,
  Session,
  SystemNotice,
  User,
  UserCard,
  UserResult,
} from '@messenger/proto';
import type { TSchema } from '@sinclair/typebox';
import { type Json, published } from './published.ts';

/** What is told of in many places, and named once in each document. */
const named: Record<string, TSchema> = {
  Attachment,
  Chat,
  ChatSettings,
  Contact: http.Contact,
  Member,
  Message,
  Push,
  ReplyTo,
  Session,
  SystemNotice,
  Tokens: http.TokensBody,
  User,
  UserCard,
  UserResult,
};

const root = '#/components/schemas/';

/** The document with every schema that has a name replaced by a reference to it, and those schemas themselves. */
export function withNamedSchemas(document: Json): Json {
  const names = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(published(schema)), name]));
  const schemas = Object.fromEntries(
    Object.entries(named).map(([name, schema]) => [name, partsReferred(published(schema), names)]),
  );
  const referred = referring(document, names) as Json & { components?: Json };
  return { ...referred, components: { ...referred.components, schemas } };
}

function referring(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (value === null || typeof value !== 'object') return value;
  const name = Array.isArray(value) ? undefined : names.get(JSON.stringify(value));
  return name === undefined ? partsReferred(value, names) : { $ref: root + name };
}

function partsReferred(value: object, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => referring(item, names));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, referring(item, names)]));
}
