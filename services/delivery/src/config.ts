import { serviceConfig } from '@messenger/kit';
import { type Static, Type } from '@sinclair/typebox';

/** Everything that the environment may say; see README.md. */
export const Config = Type.Composite([serviceConfig('delivery'), Type.Object({ REDIS_URL: Type.String() })]);
export type Config = Static<typeof Config>;
