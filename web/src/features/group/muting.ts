/** For how long a chat can be muted: a while, or until it is undone. */
export const muteSpans = ['hour', 'tomorrow', 'good'] as const;
export type MuteSpan = (typeof muteSpans)[number];

/** When a chat that is muted at a time is no longer; null: it stays so. Tomorrow begins when one gets up. */
export function muteEnd(span: MuteSpan, now: Date): string | null {
  if (span === 'good') return null;
  const end = new Date(now);
  if (span === 'hour') end.setTime(end.getTime() + 3_600_000);
  else {
    end.setDate(end.getDate() + 1);
    end.setHours(8, 0, 0, 0);
  }
  return end.toISOString();
}
