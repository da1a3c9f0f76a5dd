type Options = { ping: () => void /** It has not answered. */; lost: () => void };

/** How often the leader is asked for a sign of life, and how long it may take. */
const everyMs = 1_000;
const answerMs = 1_000;
/** So many in a row that were not answered mean that it is frozen: one alone may be a page that is busy. */
const maxMissed = 2;

/** A follower's watch over the leader. The answer comes by a message, which a page in the background gets in time too. */
export function watchLeader({ ping, lost }: Options) {
  let missed = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(unanswered, answerMs);
    ping();
  };
  const unanswered = () => {
    missed++;
    if (missed < maxMissed) return ask();
    missed = 0;
    timer = setTimeout(ask, everyMs);
    lost();
  };
  return {
    start(): void {
      missed = 0;
      ask();
    },
    /** It has given a sign of life. */
    heard(): void {
      if (timer === undefined) return;
      missed = 0;
      clearTimeout(timer);
      timer = setTimeout(ask, everyMs);
    },
    stop(): void {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
