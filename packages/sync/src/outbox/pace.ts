/** Under the 50 frames a second at which the server closes, with room for everything that is not a send. */
const perSecond = 30;
const burst = 20;

/** Spaces out sends: `delay()` says how many ms the next one has to wait, and counts it. */
export function createPace(now: () => number = () => performance.now()) {
  let credit = burst;
  let at = now();
  return {
    delay(): number {
      const time = now();
      credit = Math.min(burst, credit + ((time - at) / 1000) * perSecond);
      at = time;
      credit -= 1;
      return credit >= 0 ? 0 : (-credit / perSecond) * 1000;
    },
  };
}
