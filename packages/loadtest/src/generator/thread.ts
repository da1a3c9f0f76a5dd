import { createHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { inParallel } from '@messenger/kit';
import { Device } from './device.ts';
import { Ledger } from './ledger.ts';
import type { Answers, Connected, Order, Phase, Renewed, Report, Talked } from './protocol.ts';
import { now } from './stamp.ts';
import { Timeline } from './timeline.ts';

/** Sockets that are being opened at once. */
const opening = 100;
/** How long answers are waited for after the last frame. */
const patienceMs = 15_000;

let devices: Device[] = [];
/** The first device of each user: it sends. */
let senders = new Map<number, Device>();
let index = new Map<Device, number>();
let ledger = new Ledger();
let latency = newLatency();
let timeline = new Timeline(0);
let closed = 0;
let leaving = false;

function newLatency() {
  return createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 });
}

async function connect({ urls, devices: wanted, readAlong, resume }: Order & { do: 'connect' }): Promise<Connected> {
  const startedAt = now();
  leaving = false;
  closed = 0;
  ledger = new Ledger();
  let failed = 0;
  const cursors = devices.map(({ cursor }) => cursor);
  devices = await inParallel(opening, wanted.length, async (n) => {
    const login = { ...wanted[n]!, cursor: resume ? cursors[n] : undefined };
    const device = new Device(urls[n % urls.length]!, login, {
      delivered({ device: at, chatId, version, sender, at: sentAt }) {
        const own = sender === at.user;
        ledger.take(index.get(at) ?? n, chatId, version, own);
        if (own) return;
        const took = Math.max(1, now() - sentAt);
        latency.record(took);
        timeline.record(sentAt, took);
      },
      closed: () => {
        if (!leaving) closed++;
      },
    });
    await device.ready().catch(() => failed++);
    return device;
  });
  const readyMs = (now() - startedAt) / 1_000;
  index = new Map(devices.map((device, n) => [device, n]));
  senders = new Map([...devices].reverse().map((device) => [device.user, device]));
  if (readAlong) for (const device of devices) device.readAlong();
  return { readyMs, failed };
}

/** Sends at the times that the rate gives, whatever the answers do; every thread takes the messages of its devices. */
async function talk({ rooms, phases, startAt }: Order & { do: 'talk' }): Promise<Talked> {
  ledger.reset();
  latency = newLatency();
  timeline = new Timeline(startAt);
  const talked: Talked = { offered: 0, acknowledged: new Map(), refusals: new Map(), refusalMs: 0 };
  const underWay = new Set<Promise<void>>();
  let n = -1;
  for (const due of momentsOf(phases, startAt)) {
    n++;
    const { id, members } = rooms[n % rooms.length]!;
    const device = senders.get(members[Math.floor(n / rooms.length) % members.length]!);
    if (!device) continue;
    const early = (due - now()) / 1_000;
    if (early > 1) await sleep(early);
    talked.offered++;
    const sent = device.send(id).then((answer) => {
      underWay.delete(sent);
      if (answer && answer.refused === undefined) count(talked.acknowledged, id);
      else count(talked.refusals, answer?.refused ?? '');
      if (answer?.refused !== undefined) talked.refusalMs = Math.max(talked.refusalMs, answer.ms);
    });
    underWay.add(sent);
  }
  await Promise.race([Promise.all(underWay), sleep(patienceMs)]);
  if (underWay.size > 0) count(talked.refusals, '', underWay.size);
  return talked;
}

const count = (counts: Map<string, number>, key: string, more = 1) => counts.set(key, (counts.get(key) ?? 0) + more);

/** When each message is due, in microseconds. */
function* momentsOf(phases: readonly Phase[], startAt: number): Generator<number> {
  let begin = startAt;
  for (const { rate, seconds } of phases) {
    for (let n = 0; n < rate * seconds; n++) yield begin + (n * 1_000_000) / rate;
    begin += seconds * 1_000_000;
  }
}

const report = (): Report => ({
  latency,
  bySecond: timeline.seconds,
  delivered: ledger.delivered(),
  faults: ledger.faults,
  closed,
});

async function renew({ tokens }: Order & { do: 'renew' }): Promise<Renewed> {
  const open = devices.filter((device) => device.open);
  let renewed = 0;
  const all = open.map(async (device) => {
    if (await device.renew(tokens[device.user]!)) renewed++;
  });
  await Promise.race([Promise.all(all), sleep(patienceMs, undefined, { ref: false })]);
  return { failed: open.length - renewed };
}

function disconnect(): true {
  leaving = true;
  for (const device of devices) device.close();
  return true;
}

async function obey(order: Order): Promise<Answers[Order['do']]> {
  switch (order.do) {
    case 'connect':
      return connect(order);
    case 'talk':
      return talk(order);
    case 'report':
      return report();
    case 'renew':
      return renew(order);
    case 'disconnect':
      return disconnect();
  }
}

parentPort?.on('message', ({ id, order }: { id: number; order: Order }) => {
  void obey(order).then(
    (answer) => parentPort?.postMessage({ id, answer }),
    (error) => parentPort?.postMessage({ id, error: String(error) }),
  );
});
