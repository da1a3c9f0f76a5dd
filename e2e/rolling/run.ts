import { sleep } from '@messenger/kit';
import { freePort } from '@messenger/stack';
import { wholeSystem } from '../system.ts';
import { type Said, startChatter } from './chatter.ts';
import { doorTo } from './door.ts';
import { type Judgement, judge } from './judge.ts';
import { instancesOfEach, type Restart, restartAll, restarted } from './restart-all.ts';

export type RollingOptions = { pairs: number; perSecond: number; quietMs: number; pauseMs: number };
export type Rolling = Judgement & { restarts: Restart[]; quiet: Said[]; during: Said[] };

/** Restarts the whole system, instance by instance, under people who write to each other. */
export async function rollingRestart({ pairs, perSecond, quietMs, pauseMs }: RollingOptions): Promise<Rolling> {
  const instances = Object.fromEntries(restarted.map((name) => [name, instancesOfEach]));
  await using whole = await wholeSystem({ ports: [await freePort(), await freePort()], instances });
  await using door = await doorTo(whole.system);
  await using chatter = await startChatter(door.url, { pairs, perSecond });
  await sleep(quietMs);
  const from = performance.now();
  const restarts = await restartAll(whole.system, pauseMs);
  await chatter.end(30_000);
  const [quiet, during] = [(at: number) => at < from, (at: number) => at >= from].map((when) =>
    chatter.said.filter(({ at }) => when(at)),
  ) as [Said[], Said[]];
  return { ...(await judge(chatter, whole.logOf)), restarts, quiet, during };
}
