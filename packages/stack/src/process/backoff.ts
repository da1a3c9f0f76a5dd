const FIRST_MS = 200;
const LONGEST_MS = 10_000;

/** Milliseconds to wait after so many failures in a row: doubling up to ten seconds, half of it by chance. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return Math.round(full / 2 + (full / 2) * random());
}
