import { logLevel } from '@messenger/kit';
import { Type } from '@sinclair/typebox';

/** What every command may know of where things are. */
export const Config = Type.Object({
  NATS_URL: Type.Optional(Type.String()),
  NATS_USER: Type.Optional(Type.String()),
  NATS_PASSWORD: Type.Optional(Type.String()),
  DATABASE_URL: Type.Optional(Type.String()),
  READ_SCHEMA: Type.String({ default: 'read', pattern: '^[a-z][a-z0-9_]{0,50}$' }),
  LOG_LEVEL: logLevel('warn'),
});

/** What a log is made with. */
export const ShapeConfig = Type.Object({
  CHAT_SHARDS: Type.Integer({ minimum: 1, maximum: 64, default: 1, description: 'streams that chats are spread over' }),
  REPLICAS: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 5,
      description: 'copies of each stream in a cluster; as many as there are, else 1',
    }),
  ),
});
