/** Under the 50 frames a second at which the server closes, with room for what the user does besides. */
export const ofFrames: Rate = { burst: 20, perSecond: 30 };
/** Of R40's 100 calls a minute at most 45 in the first, and 30 in every other: most are the user's. */
export const ofLookUps: Rate = { burst: 15, perSecond: 0.5 };

/** So many at once, then so many a second. */
type Rate = { burst: number; perSecond: number };

export type Pace = ReturnType<typeof createPace>;

/** Spaces out what is sent by itself: `delay()` says how many ms the next one has to wait, and counts it. */
export function createPace({ burst, perSecond }: Rate, now: () => number = () => performance.now()) {
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
