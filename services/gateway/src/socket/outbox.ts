import type { Socket } from 'node:net';
import { sleep } from '@messenger/kit';
import type { WebSocket } from 'ws';
import type { Frame } from '../live/frame.ts';

/** Bytes waiting to be sent above which what may be lost is dropped, and above which the client has fallen behind. */
export const dropEphemeralBytes = 256 * 1024;
const fellBehindBytes = 1024 * 1024;

/** How often a slow socket is looked at. */
const pollMs = 20;

export type OutboxEvents = { fellBehind(): void; dropped(): void; sent(frames: number): void };

/** Of the socket that was written to last: those of a chat get the same frames in the same tick. */
let before: { frames: readonly Frame[]; wire: Buffer } = { frames: [], wire: Buffer.alloc(0) };

function joined(frames: readonly Frame[]): Buffer {
  if (frames.length === 1) return frames[0]!.wire;
  if (frames.length !== before.frames.length || frames.some((frame, n) => frame !== before.frames[n])) {
    before = { frames, wire: Buffer.concat(frames.map(({ wire }) => wire)) };
  }
  return before.wire;
}

/**
 * A socket's frames on their way out, in order. Those of one tick go out in one write (four in one write cost a quarter
 * of four writes), past `ws`, which would make a header for each and nothing else: there is no compression and no mask.
 * What is patient goes with the next that is not, or by itself once its time is up. What may be lost is dropped while the
 * client is slow; a client too slow for the rest has fallen behind, which is told by what is left of earlier ticks, since
 * no client can have taken this one's yet.
 */
export class Outbox {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #events: OutboxEvents;
  #pending: Frame[] = [];
  #pendingBytes = 0;
  /** Whether what is pending goes out at the end of this tick. */
  #isDue = false;
  /** Goes off when the first of what is patient has waited for long enough. */
  #later: NodeJS.Timeout | undefined;
  #laterAt = 0;

  constructor(ws: WebSocket, socket: Socket, events: OutboxEvents) {
    this.#ws = ws;
    this.#socket = socket;
    this.#events = events;
  }

  /** Bytes that the client has not taken. */
  get waitingBytes(): number {
    return this.#ws.bufferedAmount + this.#pendingBytes;
  }

  /** Resolves true once little is waiting, false if that takes too long or the socket closes. */
  async drained(timeoutMs: number): Promise<boolean> {
    this.flush();
    const deadline = performance.now() + timeoutMs;
    while (this.#ws.readyState === this.#ws.OPEN) {
      if (this.waitingBytes <= dropEphemeralBytes / 2) return true;
      if (performance.now() > deadline) return false;
      await sleep(pollMs);
    }
    return false;
  }

  push(frame: Frame): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    if (this.#ws.bufferedAmount > fellBehindBytes) {
      this.#events.fellBehind();
      return;
    }
    if (frame.ephemeral && this.waitingBytes > dropEphemeralBytes) {
      this.#events.dropped();
      return;
    }
    this.#pending.push(frame);
    if (frame.patientMs) this.#flushWithin(frame.patientMs);
    else if (!this.#isDue) {
      this.#isDue = true;
      queueMicrotask(() => this.flush());
    }
    this.#pendingBytes += frame.wire.length;
  }

  #flushWithin(ms: number): void {
    const at = performance.now() + ms;
    if (this.#later && this.#laterAt <= at) return;
    clearTimeout(this.#later);
    this.#laterAt = at;
    this.#later = setTimeout(() => this.flush(), ms);
  }

  /** Writes what is pending, in one go. */
  flush(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#isDue = false;
    const frames = this.#pending;
    if (frames.length === 0) return;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    this.#socket.write(joined(frames));
    this.#events.sent(frames.length);
  }
}
