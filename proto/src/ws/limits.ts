/** The most bytes of a frame; a client's that has more closes the socket with 1009. */
export const maxFrameBytes = 256 * 1024;
export const heartbeatSeconds = 25;
export const silenceSeconds = 45;
export const helloSeconds = 5;
export const maxFramesPerSecond = 50;

export const closeCodes = {
  badFrame: 4400,
  unauthenticated: 4401,
  helloTimeout: 4408,
  tooManyFrames: 4429,
  fellBehind: 4500,
  draining: 4503,
} as const;
