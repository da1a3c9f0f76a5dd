import type { OpenWire, ServerFrame, Wire, WireEvents } from './wire.ts';

/** A socket that is tried beside what is there. */
export type Trial = { readonly wire: Wire | undefined; end(): void };

type Options = Pick<WireEvents, 'frame' | 'closed'> & {
  openWire: OpenWire;
  /** What to greet with; undefined: it cannot be greeted now. */
  hello: () => Promise<object | undefined>;
  /** The answer has come through it: from here on its frames are passed on. */
  welcomed: (frame: ServerFrame) => void;
  failed: () => void;
};

/** How long it may take from the opening to the welcome. */
const patienceMs = 10_000;

/** Waits, then opens a socket and greets: only an answer proves that it lets frames through both ways. */
export function trySocket(ms: number, { openWire, hello, welcomed, failed, frame, closed }: Options): Trial {
  let wire: Wire | undefined;
  let state: 'waiting' | 'trying' | 'welcomed' | 'over' = 'waiting';
  const end = () => {
    clearTimeout(timer);
    if (state === 'trying') wire?.end();
    state = 'over';
  };
  const fail = () => {
    if (state === 'over') return;
    end();
    failed();
  };
  const greet = async () => {
    const data = await hello();
    if (state !== 'trying') return;
    if (data) wire?.send({ type: 'hello', id: 'trial', data });
    else fail();
  };
  const open = () => {
    state = 'trying';
    timer = setTimeout(fail, patienceMs);
    try {
      wire = openWire('socket', {
        opened: () => void greet(),
        frame(received) {
          if (state === 'welcomed') return frame(received);
          if (received.type !== 'ok') return fail();
          clearTimeout(timer);
          state = 'welcomed';
          welcomed(received);
        },
        closed: (code, reason) => (state === 'welcomed' ? closed(code, reason) : fail()),
      });
    } catch {
      fail();
    }
  };
  let timer = setTimeout(open, ms);
  return {
    get wire() {
      return wire;
    },
    end,
  };
}
