/**
 * The least that something took, in ms, of up to three times: a promise about time is shown by one that nothing disturbed,
 * and one pause of a busy machine breaks it.
 */
export async function atBest(limitMs: number, measure: () => Promise<number>): Promise<number> {
  let best = await measure();
  for (let again = 0; again < 2 && best >= limitMs; again++) best = Math.min(best, await measure());
  return best;
}
