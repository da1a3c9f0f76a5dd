import { type Decoded, decodeEvent } from './decode.ts';
import { chainHash } from './encode.ts';

/** A stored event, and what is wrong with its place in its subject; undefined if nothing is. */
export type Link = { decoded: Decoded; flaw: string | undefined };

/** Walks one subject from its first event, in order. */
export type Chain = {
  /** `decoded`: where the caller has decoded it already. */
  next(subject: string, data: Uint8Array, decoded?: Decoded): Link;
  /** Of the last event that could be read. */
  readonly version: number;
};

/**
 * Checks that a subject's events are numbered 1, 2, 3 …, that each names the hash of the one before it, and that time
 * does not run backwards. What cannot be read is passed by, as writers do; one that could read it may link to it.
 */
export function createChain(): Chain {
  let version = 0;
  let hash: string | null = null;
  let unread: string | undefined;
  let at = '';
  return {
    get version() {
      return version;
    },
    next(subject, data, decoded = decodeEvent(subject, data)) {
      const { event } = decoded;
      if (!event || event.type === 'LogCreated') {
        unread = chainHash(data);
        return { decoded, flaw: undefined };
      }
      const flaw =
        event.version !== version + 1
          ? `version ${event.version} comes after ${version}`
          : event.prev !== hash && event.prev !== unread
            ? 'does not link to the event before it'
            : event.at < at
              ? `time runs backwards: ${event.at} after ${at}`
              : undefined;
      version = event.version;
      hash = chainHash(data);
      unread = undefined;
      at = event.at;
      return { decoded, flaw };
    },
  };
}
