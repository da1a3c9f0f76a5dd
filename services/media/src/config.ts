import { availableParallelism } from 'node:os';
import { StorageConfig } from '@messenger/image-store';
import { DatabaseConfig, serviceConfig } from '@messenger/kit';
import { maxAttachments } from '@messenger/proto';
import { type Static, Type } from '@sinclair/typebox';

/** Everything that the environment may say; see README.md. */
export const Config = Type.Composite([
  serviceConfig('media'),
  StorageConfig,
  DatabaseConfig,
  Type.Object({
    PORT: Type.Integer({ default: 0, minimum: 0, maximum: 65_535, description: 'the private door' }),
    MEDIA_SECRET: Type.String({ minLength: 32, description: 'what the gateway proves itself with' }),
    MAX_UPLOADS: Type.Integer({ default: 32, minimum: 1, description: 'at once; more are told to come back' }),
    MAX_USER_UPLOADS: Type.Integer({
      default: maxAttachments,
      minimum: 1,
      description: 'at once by one user; some more wait',
    }),
    MAX_DECODES: Type.Integer({ default: availableParallelism(), minimum: 1, description: 'at once; more wait' }),
    UPLOAD_SECONDS: Type.Integer({ default: 120, minimum: 1, description: 'an upload may take' }),
    CLEAN_UP_SECONDS: Type.Number({ default: 60, minimum: 0.1, description: 'between two looks for what to remove' }),
    UNATTACHED_SECONDS: Type.Number({ default: 86_400, minimum: 0, description: 'what nothing was made of is kept' }),
    RECHECK_SECONDS: Type.Number({ default: 3_600, minimum: 0, description: 'until an image is looked at again' }),
  }),
]);
export type Config = Static<typeof Config>;
