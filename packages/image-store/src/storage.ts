import type { Readable } from 'node:stream';

/** The object is not in the store. */
export class ObjectMissing extends Error {
  override name = 'ObjectMissing';
}

/** From and to which byte, both included. */
export type ByteRange = { start: number; end: number };

/**
 * Where the bytes of images lie. An object never changes: it is there as a whole or not at all, whatever dies while it
 * is written. Keys are made here (`keys.ts`), never of what a user said.
 */
export interface Storage {
  /** Durable when this resolves. */
  put(key: string, bytes: Buffer): Promise<void>;
  /** @throws ObjectMissing */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** Also what an interrupted `put` left; harmless where there is nothing. */
  remove(keys: readonly string[]): Promise<void>;
  /** Every object there is, and whatever an interrupted `put` left. */
  list(): AsyncIterable<string>;
  /** Whether the store can be reached. */
  ready(): Promise<boolean>;
}
