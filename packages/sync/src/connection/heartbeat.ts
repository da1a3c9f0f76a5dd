/** After this long without a frame the server is asked for one (a browser does not show the server's pings). */
const quietMs = 20_000;
/** How long the answer may take; together well under the 45 s in which a dead connection must be found (R31). */
const answerMs = 15_000;
/** When the page comes back into view, a connection that died meanwhile should be found at once. */
const probeMs = 5_000;

/** Finds out whether the other side is there: every frame heard is a sign of life, a ping asks for one. */
export function heartbeat({ ping, lost }: { ping: () => void; lost: () => void }) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  const ask = (withinMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(lost, withinMs);
    ping();
  };
  const heard = () => {
    if (!running) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(answerMs), quietMs);
  };
  return {
    start() {
      running = true;
      heard();
    },
    heard,
    probe() {
      if (running) ask(probeMs);
    },
    stop() {
      running = false;
      clearTimeout(timer);
    },
  };
}
