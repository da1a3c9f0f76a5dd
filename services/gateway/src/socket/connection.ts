import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { atMost, isTracing, startSpan } from '@messenger/kit';
import type { CallContext } from '@messenger/messaging';
import { closeCodes, isRefusal, maxFramesPerSecond, type Refusal, refuse } from '@messenger/proto';
import type { WebSocket } from 'ws';
import { ephemeralFrame, patienceMs } from '../live/frame.ts';
import { frameSeconds, frames } from '../metrics.ts';
import { errorFrame, inFrame, okFrame } from './answer.ts';
import { isCommand } from './command-frames.ts';
import { type Decoded, decodeFrame } from './decode-frame.ts';
import type { Device } from './device.ts';
import { FrameRate } from './frame-rate.ts';
import {
  type Answer,
  type AwaitedFrame,
  handleFrame,
  newestOf,
  positionOf,
  type ReceiptFrame,
} from './handle-frame.ts';
import { type Greeting, greet } from './hello.ts';
import { dropEphemeralBytes, Outbox } from './outbox.ts';
import type { SocketServices } from './services.ts';
import type { VitalSigns } from './vital-signs.ts';

/** A frame between its coming and its answer. */
type Work = { call: CallContext; end: (outcome: string) => void };

/**
 * Frames of one socket that may be in work at once; and receipts, which wait for seconds: as many as may come in the time
 * that they wait at the most.
 */
const maxInWork = 100;
const maxReceiptsInWork = 10 * maxFramesPerSecond;
/** How long a closed socket's client may take to say goodbye. */
const goodbyeMs = 5_000;

const isReceipt = (frame: AwaitedFrame | ReceiptFrame): frame is ReceiptFrame =>
  frame.type === 'message:read' || frame.type === 'message:delivered';

/** One socket, from its opening to its end: hello → known → gone. */
export class Connection {
  /** Resolves when the socket is closed. */
  readonly gone: Promise<void>;
  readonly #ws: WebSocket;
  readonly #services: SocketServices;
  readonly #outbox: Outbox;
  readonly #rate = new FrameRate(maxFramesPerSecond);
  readonly #closing = new AbortController();
  readonly #openedAt = performance.now();
  #lastHeardAt = performance.now();
  #lastPingAt = performance.now();
  #behindSince: number | undefined;
  #device: Device | undefined;
  #greeting: Promise<Device | undefined> | undefined;
  /**
   * By chat: settles once all commands to it that are under way are decided, with the newest position of theirs. Receipts,
   * and who asks for a gap, come after that.
   */
  readonly #commands = new Map<string, Promise<string | undefined>>();
  #inWork = 0;
  #receiptsInWork = 0;
  readonly #finished = Promise.withResolvers<void>();
  #isFinishing = false;

  /** Attaches to the socket at once: frames that come before would be lost. */
  constructor(ws: WebSocket, socket: Socket, services: SocketServices) {
    this.#ws = ws;
    this.#services = services;
    this.#outbox = new Outbox(ws, socket, {
      fellBehind: () => this.close(closeCodes.fellBehind),
      dropped: () => frames.dropped.inc(),
      sent: (count) => frames.out.inc(count),
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gone = promise;
    ws.on('message', (bytes, isBinary) => this.#heard(bytes as Buffer, isBinary));
    ws.on('pong', () => this.#alive());
    ws.on('ping', () => this.#alive());
    ws.on('close', (code) => {
      if (!this.#closing.signal.aborted) frames.closes.inc({ code });
      this.#left();
      services.connections.gone(this);
      resolve();
    });
    services.connections.opened(this);
  }

  vitalSigns(): VitalSigns {
    const behind = this.#outbox.waitingBytes > dropEphemeralBytes;
    this.#behindSince = behind ? (this.#behindSince ?? performance.now()) : undefined;
    return {
      openedAt: this.#openedAt,
      tokenExpiresAt: this.#device?.tokenExpiresAt,
      lastHeardAt: this.#lastHeardAt,
      lastPingAt: this.#lastPingAt,
      behindSince: this.#behindSince,
    };
  }

  ping(now: number): void {
    this.#lastPingAt = now;
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping();
  }

  revoke(): void {
    this.#outbox.push(ephemeralFrame({ type: 'session:revoked', data: {} }));
    this.close(closeCodes.unauthenticated);
  }

  /** Takes nothing more, and resolves when all that was taken is answered, or after a time. */
  async finish(withinMs: number): Promise<void> {
    this.#isFinishing = true;
    if (this.#inWork + this.#receiptsInWork > 0) await atMost(withinMs, this.#finished.promise);
  }

  /** Sends what is pending, then closes; whoever does not answer in time is cut off. */
  close(code: number, reason = ''): void {
    if (this.#closing.signal.aborted) return;
    frames.closes.inc({ code });
    this.#outbox.flush();
    this.#left();
    this.#ws.close(code, reason);
    const timer = setTimeout(() => this.#ws.terminate(), goodbyeMs);
    timer.unref();
    void this.gone.then(() => clearTimeout(timer));
  }

  /** Cuts it off: nobody is there to be told. */
  terminate(): void {
    if (!this.#closing.signal.aborted) frames.closes.inc({ code: 1006 });
    this.#left();
    this.#ws.terminate();
  }

  #alive(): void {
    this.#lastHeardAt = performance.now();
  }

  #heard(bytes: Buffer, isBinary: boolean): void {
    this.#alive();
    if (this.#closing.signal.aborted || this.#isFinishing) return;
    const result = this.#rate.exceeds(performance.now()) ? closeCodes.tooManyFrames : decodeFrame(bytes, isBinary);
    if (typeof result === 'number') this.close(result);
    else if ('bad' in result) this.close(closeCodes.badFrame);
    else if ('refusal' in result) this.#refuse(result.id, result.refusal);
    else this.#take(result.frame);
  }

  #take(frame: Decoded): void {
    frames.in.inc({ type: frame.type });
    if (frame.type === 'hello') this.#hello(frame);
    else if (!this.#greeting) this.close(closeCodes.unauthenticated);
    else if (this.#isRoomFor(frame)) this.#begin(frame, this.#greeting);
    else this.#refuse(frame.id, refuse('rate_limited', 'Too many at once.', { retryAfter: 1 }));
  }

  #isRoomFor(frame: AwaitedFrame | ReceiptFrame): boolean {
    return isReceipt(frame) ? this.#receiptsInWork < maxReceiptsInWork : this.#inWork < maxInWork;
  }

  #hello(frame: Extract<Decoded, { type: 'hello' }>): void {
    if (this.#greeting) {
      this.#refuse(frame.id, refuse('validation_failed', 'This socket has said hello before.'));
      return;
    }
    // Whoever sends all it may as soon as it is there has not sent too much.
    this.#rate.forgive();
    const greeting: Greeting = {
      frame,
      outbox: this.#outbox,
      signal: this.#closing.signal,
      close: (code, reason) => this.close(code, reason),
      identified: (device) => {
        this.#device = device;
        this.#services.devices.opened(device.userId);
        this.#services.connections.identified(this, device);
      },
    };
    this.#greeting = greet(greeting, this.#services).catch((error) => {
      this.#services.log.error({ err: error }, 'hello failed');
      this.close(closeCodes.draining, '5');
      return undefined;
    });
  }

  /**
   * Frames that come while the user is found out wait for that; each then starts in the order it came in. Commands to a
   * chat keep their order by themselves; what else is about it waits until those before it are decided.
   */
  #begin(frame: AwaitedFrame | ReceiptFrame, greeting: Promise<Device | undefined>): void {
    if (isReceipt(frame)) this.#beginReceipt(frame, greeting);
    else if (isCommand(frame)) this.#command(frame.data.chatId, this.#work(frame, greeting));
    else
      void this.#work(
        frame,
        greeting,
        frame.type === 'chat:events' ? this.#commands.get(frame.data.chatId) : undefined,
      );
  }

  #beginReceipt(frame: ReceiptFrame, greeting: Promise<Device | undefined>): void {
    const before = this.#commands.get(frame.data.chatId);
    const work = this.#workOn(frame);
    if (this.#device && !before) this.#receipt(frame, this.#device, work);
    else {
      void Promise.all([greeting, before]).then(([device]) =>
        device ? this.#receipt(frame, device, work) : work.end('gone'),
      );
    }
  }

  #command(chatId: string, answer: Promise<Answer | undefined>): void {
    // One that is refused at once is decided before those that came before it.
    const decided = Promise.all([this.#commands.get(chatId), answer]).then(([before, given]) =>
      newestOf(before, positionOf(given)),
    );
    this.#commands.set(chatId, decided);
    void decided.then(() => this.#commands.get(chatId) === decided && this.#commands.delete(chatId));
  }

  async #work(
    frame: AwaitedFrame,
    greeting: Promise<Device | undefined>,
    before?: Promise<string | undefined>,
  ): Promise<Answer | undefined> {
    const work = this.#workOn(frame);
    let outcome = 'internal';
    try {
      const device = this.#device ?? (await greeting);
      const since = before && (await before);
      if (!device || this.#closing.signal.aborted) {
        outcome = 'gone';
        return undefined;
      }
      const answer = await handleFrame(frame, { device, call: work.call, services: this.#services, since });
      if (isRefusal(answer)) {
        outcome = answer.code;
        this.#refuse(frame.id, inFrame(answer), work.call.requestId);
      } else if (typeof answer === 'number') {
        outcome = 'closed';
        this.close(answer);
      } else {
        this.#outbox.push(okFrame(frame.id, answer));
        outcome = 'ok';
      }
      return answer;
    } catch (error) {
      this.#services.log.error({ err: error, requestId: work.call.requestId, type: frame.type }, 'frame failed');
      this.#refuse(frame.id, refuse('internal', 'Something went wrong.'), work.call.requestId);
      return undefined;
    } finally {
      work.end(outcome);
    }
  }

  /** Every device sends some each second, and each waits for seconds: nothing is awaited for them. */
  #receipt({ type, id, data }: ReceiptFrame, { userId }: Device, work: Work): void {
    const kind = type === 'message:read' ? 'read' : 'delivered';
    this.#services.receipts.take({ ...data, by: userId, kind }, work.call, (answer) => {
      if (isRefusal(answer)) this.#refuse(id, inFrame(answer), work.call.requestId);
      else this.#outbox.push(okFrame(id, { data: {}, position: answer.position, patientMs: patienceMs.otherwise }));
      work.end(isRefusal(answer) ? answer.code : 'ok');
    });
  }

  #workOn(frame: AwaitedFrame | ReceiptFrame): Work {
    const { type } = frame;
    this.#count(frame, 1);
    const startedAt = performance.now();
    const span = isTracing() ? startSpan(`frame ${type}`, { kind: 'server' }) : undefined;
    return {
      call: { requestId: randomUUID(), traceparent: span?.traceparent },
      end: (outcome) => {
        frameSeconds.observe({ type, outcome }, (performance.now() - startedAt) / 1_000);
        span?.end(outcome);
        this.#count(frame, -1);
      },
    };
  }

  #count(frame: AwaitedFrame | ReceiptFrame, change: 1 | -1): void {
    if (isReceipt(frame)) this.#receiptsInWork += change;
    else this.#inWork += change;
    if (this.#isFinishing && this.#inWork + this.#receiptsInWork === 0) this.#finished.resolve();
  }

  #refuse(id: string | number | undefined, refusal: Refusal, requestId: string = randomUUID()): void {
    this.#outbox.push(errorFrame(id, refusal, requestId));
  }

  #left(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    const { hub, devices, connections } = this.#services;
    if (!this.#device) return;
    connections.left(this, this.#device);
    hub.leave(this.#device);
    devices.closed(this.#device.userId);
  }
}
