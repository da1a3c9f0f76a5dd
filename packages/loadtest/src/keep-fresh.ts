import type { RunOptions } from './run.ts';
import { isDue, renewTokens } from './world/renew-tokens.ts';

/**
 * Renews the tokens that get old, on the sockets too: before anybody connects or is measured, so that it is no part of the
 * figures.
 */
export async function keepFresh({ fleet, world, target, log, progress }: RunOptions): Promise<void> {
  if (!log || !isDue(world.renewedAt, performance.now())) return;
  await renewTokens(target.url, world);
  const { failed } = await fleet.renew(world.people.map(({ token }) => token));
  progress(`${world.people.length} tokens renewed${failed > 0 ? `, ${failed} sockets did not take theirs` : ''}`);
}
