/** Under the 50 frames a second at which the server closes, with room for what the user does besides. */
const perSecond = 30;
const burst = 20;

export type Pace = ReturnType<typeof createPace>;

/** Spaces out what is sent by itself: `delay()` says how many ms the next frame has to wait, and counts it. */
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
