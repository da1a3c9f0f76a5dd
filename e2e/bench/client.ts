/**
 * How the client in the browser fares with 1,000 chats, one of 100,000 messages, while 20 messages a second arrive: the
 * table of issue 6, by Chromium's tracing. Needs the built client.
 * `node e2e/bench/client.ts`; `CHATS=1000`, `LONG=100000`, `MINUTES=1`, `BACK=5000` unless given.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@messenger/kit';
import { launch, openBrowser } from '../pages/browser.ts';
import { Person } from '../pages/person.ts';
import { wholeSystem } from '../system.ts';
import { follow, memoryOf, scrollBack } from './client/desk.ts';
import { seed } from './client/seed.ts';
import { type Traced, traced } from './client/trace.ts';

const number = (name: string, usual: number) => Number(process.env[name] ?? usual);
const [chats, long, minutes, back] = [
  number('CHATS', 1_000),
  number('LONG', 100_000),
  number('MINUTES', 1),
  number('BACK', 5_000),
];
const perSecond = 20;
const switches = 40;

await using whole = await wholeSystem();
const started = performance.now();
const { ann, ben, longChat, firstMessage, chatIds } = await seed(whole, chats, long);
console.log(
  `seeded ${chats} chats, one of ${long} messages, in ${Math.round((performance.now() - started) / 1000)} s\n`,
);

const browser = await launch();
const { page } = await openBrowser(browser, { width: 1280, height: 800 });
await new Person(page, 'ann', ann.username).logIn(whole.url);
await page.locator('.shell[data-connection="online"]').waitFor();
await page.getByRole('navigation', { name: 'Chats' }).getByRole('link').first().waitFor();

let missed = false;
const percentile = (values: number[], p: number) =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * p) - 1] ?? 0;
function row(what: string, value: number, target: number | undefined, unit = 'ms', more = ''): void {
  const bad = target !== undefined && value > target;
  missed ||= bad;
  const aim = target === undefined ? '' : `≤ ${target}`;
  console.log(
    `${what.padEnd(44)} ${value.toFixed(1).padStart(9)} ${unit.padEnd(4)} ${aim.padEnd(9)} ${bad ? 'MISSED ' : ''}${more}`,
  );
}
const p95 = (what: string, values: number[], target: number | undefined, more = '') =>
  row(what, percentile(values, 0.95), target, 'ms', `p50 ${percentile(values, 0.5).toFixed(1)}${more}`);
const longest = (what: string, { longest: { work, over, clock, overByClock } }: Traced) =>
  row(what, work, 50, 'ms', `${over} over 50; by the clock ${clock.toFixed(0)}, ${overByClock}`);
const sayingHere = () => {
  let talking = true;
  const done = (async () => {
    const start = performance.now();
    for (let n = 0; talking; n++) {
      void ben.request('POST', `/api/chats/${longChat}/messages`, {
        messageId: newId(),
        text: `live ${n} of some length`,
      });
      await sleep(Math.max(0, start + (n + 1) * (1000 / perSecond) - performance.now()));
    }
  })();
  return async () => {
    talking = false;
    await done;
  };
};

await follow(page, `/chat/${longChat}`);
const some = chatIds.slice(0, switches);
const [cold, cached]: [number[], number[]] = [[], []];
const switching = await traced(browser, page, async () => {
  for (const id of some) cold.push(await follow(page, `/chat/${id}`));
  for (const id of some) cached.push(await follow(page, `/chat/${id}`));
});
p95('chat switch, cold, p95', cold, 300);
p95('chat switch, cached, p95', cached, 100);
p95('chat switch, cold, work alone, p95', switching.followed.slice(0, switches), undefined);
p95('chat switch, cached, work alone, p95', switching.followed.slice(switches), undefined);
longest('longest task while switching', switching);

await follow(page, `/chat/${longChat}`);
const composer = page.getByRole('textbox', { name: /^Message / });
await composer.click();
const quiet = sayingHere();
await sleep(2_000);
const typing = await traced(browser, page, async () => {
  for (let n = 0; n < 200; n++) {
    await page.keyboard.press('abcdefgh '[n % 9] ?? 'a');
    await sleep(40);
  }
});
await quiet();
await composer.fill('');
const work = typing.keys.map((key) => key.work);
const toPaint = typing.keys.map((key) => key.toPaint);
p95('keystroke to paint, work, p95', work, 16, `, ${work.length} keys`);
p95('keystroke to paint, with the wait for a frame', toPaint, undefined);
longest(`longest task, ${perSecond} messages/s`, typing);

const jumps: number[] = [];
const scrolling = await traced(browser, page, async () => {
  jumps.push(...(await scrollBack(page, back)));
});
row(`scroll back ${back} messages, greatest jump`, Math.max(...jumps), 1, 'px', `${jumps.length} turns`);
longest('longest task while scrolling', scrolling);

await page.getByRole('button', { name: /Newest|new message/ }).click();
await sleep(1_000);
row('jump to the first message', await follow(page, `/chat/${longChat}/message/${firstMessage}`, firstMessage), 500);

await follow(page, `/chat/${some[0]}`);
await follow(page, `/chat/${longChat}`);
await page
  .getByRole('button', { name: /Newest|new message/ })
  .click({ timeout: 2_000 })
  .catch(() => undefined);
const stop = sayingHere();
await sleep(5_000);
const before = await memoryOf(page);
const growth: string[] = [];
for (let part = 1; part <= 6; part++) {
  await sleep((minutes * 60_000) / 6);
  const { heap, nodes } = await memoryOf(page);
  growth.push(`${heap.toFixed(1)} MiB/${nodes}`);
}
await stop();
const after = await memoryOf(page);
row(
  `memory after ${minutes} min at ${perSecond}/s, growth`,
  after.heap - before.heap,
  10,
  'MiB',
  `${before.heap.toFixed(1)} → ${growth.join(' → ')}`,
);
await browser.close();
if (missed) process.exitCode = 1;
