import { ConfigError } from '@messenger/kit';
import { type Static, Type } from '@sinclair/typebox';

/** What the environment says of where images lie. */
export const StorageConfig = Type.Object({
  MEDIA_DIR: Type.Optional(Type.String({ description: 'the folder of images, where there is no S3' })),
  S3_ENDPOINT: Type.Optional(Type.String({ pattern: '^https?://', description: 'such as https://s3.example.org' })),
  S3_BUCKET: Type.String({ default: 'messenger', description: 'made if it is not there' }),
  S3_REGION: Type.String({ default: 'us-east-1', description: 'of the S3 store' }),
  S3_ACCESS_KEY: Type.Optional(Type.String({ minLength: 1, description: 'its login' })),
  S3_SECRET_KEY: Type.Optional(Type.String({ minLength: 1, description: 'with it' })),
});
export type StorageConfig = Static<typeof StorageConfig>;

export type StorageChoice =
  | { kind: 's3'; endpoint: string; bucket: string; region: string; accessKey: string; secretKey: string }
  | { kind: 'folder'; path: string };

/** Where images go. @throws ConfigError unless it is one of the two, with all it takes */
export function storageOf(config: StorageConfig): StorageChoice {
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = config;
  if (endpoint !== undefined) {
    if (accessKey === undefined || secretKey === undefined) {
      throw new ConfigError('Configuration: with S3_ENDPOINT, S3_ACCESS_KEY and S3_SECRET_KEY must be set');
    }
    return { kind: 's3', endpoint, bucket: config.S3_BUCKET, region: config.S3_REGION, accessKey, secretKey };
  }
  if (config.MEDIA_DIR === undefined) throw new ConfigError('Configuration: S3_ENDPOINT or MEDIA_DIR must be set');
  return { kind: 'folder', path: config.MEDIA_DIR };
}
