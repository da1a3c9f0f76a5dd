import { type Cursor, type StreamName, withMarks } from '@messenger/proto';

/**
 * Events that were passed by and of which not everyone was told yet: what they mean has to be asked. A cursor may lag,
 * never lead, so those handed out stay below the first of them in each stream.
 */
export class Untold {
  readonly #seqs = new Map<StreamName, number[]>();

  get isEmpty(): boolean {
    return this.#seqs.size === 0;
  }

  get size(): number {
    let size = 0;
    for (const seqs of this.#seqs.values()) size += seqs.length;
    return size;
  }

  /** Returns how to say that everyone was told; of no effect when called again. */
  add(stream: StreamName, seq: number): () => void {
    const seqs = this.#seqs.get(stream) ?? [];
    this.#seqs.set(stream, insert(seqs, seq));
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      seqs.splice(seqs.lastIndexOf(seq), 1);
      if (seqs.length === 0) this.#seqs.delete(stream);
    };
  }

  /** The cursor with each stream below what is untold there. */
  below(cursor: Cursor): Cursor {
    if (this.isEmpty) return cursor;
    const streams = { ...cursor.streams };
    const marks: Record<StreamName, string | undefined> = { ...cursor.marks };
    for (const [stream, seqs] of this.#seqs) {
      const below = seqs[0]! - 1;
      if (below >= (streams[stream] ?? 0)) continue;
      streams[stream] = below;
      delete marks[stream];
    }
    return withMarks({ generation: cursor.generation, streams }, marks);
  }
}

/** Into its place of an ascending list; nearly always that is the end. */
function insert(seqs: number[], seq: number): number[] {
  let at = seqs.length;
  while (at > 0 && seqs[at - 1]! > seq) at--;
  seqs.splice(at, 0, seq);
  return seqs;
}
