import { type Static, Type } from '@sinclair/typebox';

/**
 * A backup is a folder: `backup.json`, which says what must be there; `log.jsonl`, an archive of the whole log; a file of
 * JSON lines for each table; `images.jsonl`, which names each image with its checksum; and the images.
 */
export const backupVersion = 1;
export const files = { manifest: 'backup.json', log: 'log.jsonl', images: 'images.jsonl' } as const;
export const tableFile = (table: string): string => `tables/${table}.jsonl`;
export const imageFile = (key: string): string => `images/${key}`;

const Count = Type.Integer({ minimum: 0 });
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** One file of it, by its path in the folder. */
export const StoredFile = Type.Object({ path: Type.String(), bytes: Count, sha256: Sha256 });
export type StoredFile = Static<typeof StoredFile>;

export const StoredTable = Type.Object({
  name: Type.String(),
  columns: Type.Array(Type.String(), { minItems: 1 }),
  rows: Count,
});
export type StoredTable = Static<typeof StoredTable>;

export const Manifest = Type.Object({
  messenger: Type.Literal('backup'),
  v: Type.Literal(backupVersion),
  at: Type.String(),
  /** Of the log. */
  generation: Type.String(),
  chatShards: Type.Integer({ minimum: 1 }),
  /** Each stream's last event that is in it. Tables and images are from after that. */
  ends: Type.Record(Type.String(), Count),
  /** Those of each schema, in order: what the tables look like. */
  migrations: Type.Record(Type.String(), Type.Array(Type.String())),
  tables: Type.Array(StoredTable),
  /** `gone`: images that were removed while the backup was taken, with the message that they were in. */
  images: Type.Object({ objects: Count, gone: Count }),
  files: Type.Array(StoredFile),
});
export type Manifest = Static<typeof Manifest>;

/** As it stands in the file: with the SHA-256 of its other fields. */
export const SealedManifest = Type.Composite([Manifest, Type.Object({ sha256: Sha256 })]);
