import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account, Client } from './clients/client.ts';
import type { Ledger } from './clients/ledger.ts';
import type { World } from './faults/world.ts';
import { checkChanges } from './oracle/check-changes.ts';
import { checkSends } from './oracle/check-sends.ts';
import { compareHttp } from './oracle/http-views.ts';
import { readLog, type WholeLog } from './oracle/read-log.ts';
import { verifyTables } from './oracle/verify-tables.ts';
import type { Finding, FindingKind, Report } from './report.ts';

type Options = { world: World; ledger: Ledger; accounts: readonly Account[]; say: (line: string) => void };
type Verdict = { findings: Finding[]; counts: Omit<Report['counts'], 'clients'> };

/** How long after the last fault everybody must be at rest, and then how long until all show what the log says. */
const restMs = 120_000;
const convergeMs = 60_000;

/** Waits until everything is at rest, and compares: what was answered, what is shown, what is stored. */
export async function judge({ world, ledger, accounts, say }: Options): Promise<Verdict> {
  const { clients, chaos } = world;
  const { services, stack, urls } = chaos.system;
  const found: Finding[] = [];
  const finding = (kind: FindingKind, all: readonly string[]) => {
    for (const what of all) found.push({ kind, what });
  };
  await Promise.all(services.all.map((service) => service.untilReady(restMs)));
  finding('diverged', await untilRest(clients));
  const read = () => readLog(stack.natsFor('operator'));
  say('all is at rest; comparing what clients have with the log');
  finding(
    'diverged',
    await untilNone(() => compareAll(read, (log) => clients.flatMap(named((c) => c.compare(log, false))))),
  );
  await Promise.all(clients.map((client) => client.loadAll()));
  finding(
    'diverged',
    await untilNone(() => compareAll(read, (log) => clients.flatMap(named((c) => c.compare(log, true))))),
  );
  say('comparing what HTTP answers with the log');
  let log!: WholeLog;
  // Devices may tell of what they have just been sent while this reads: the log is read again until the two agree.
  const differing = async () => {
    log = await read();
    const ask = (account: Account, i: number) => compareHttp(urls[i % urls.length]!, account, log.folded);
    const differences: string[] = [];
    for (const [i, account] of accounts.entries())
      for (const difference of await ask(account, i)) differences.push(`${account.username}, ${difference}`);
    return differences;
  };
  finding('diverged', await untilNone(differing));
  say('verifying the read model');
  finding('diverged', await untilNone(() => verifyTables(stack)));
  finding('broken', log.wrong);
  const sends = checkSends(ledger.sends, log.chats);
  for (const kind of ['lost', 'doubled', 'reordered', 'broken'] as const) finding(kind, sends[kind]);
  finding('lost', checkChanges(ledger.changes, log.chats));
  return { findings: found, counts: countsOf(world, ledger, log, accounts.length) };
}

const named =
  (compare: (client: Client) => string[]) =>
  (client: Client): string[] =>
    compare(client).map((difference) => `${client.name} (${client.account.id}), ${difference}`);

async function compareAll(read: () => Promise<WholeLog>, compare: (log: WholeLog['folded']) => string[]) {
  return compare((await read()).folded);
}

/** Waits until every client is online with nothing left to say: what of it is not so in time. */
async function untilRest(clients: readonly Client[]): Promise<string[]> {
  const unrest = async () =>
    clients.flatMap((client) => {
      const why = client.unrest();
      return why ? [`${client.name} (${client.account.id}) does not come to rest: ${why}`] : [];
    });
  return await untilNone(unrest, restMs, 250);
}

/** Compares until nothing differs; what still does when the time is over. */
async function untilNone(compare: () => Promise<string[]>, withinMs = convergeMs, everyMs = 1_000): Promise<string[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const differences = await compare();
    if (differences.length === 0 || performance.now() > deadline) return differences;
    await sleep(everyMs);
  }
}

function countsOf({ clients }: World, ledger: Ledger, log: WholeLog, users: number): Verdict['counts'] {
  const sum = (what: string) => clients.reduce((total, client) => total + (client.counts()[what] ?? 0), 0);
  return {
    sent: ledger.sends.size,
    acknowledged: ledger.count(({ acks }) => acks.length > 0),
    refused: ledger.count(({ refused }) => refused !== undefined),
    vanished: ledger.count(({ acks, refused }) => acks.length === 0 && refused === undefined),
    events: log.events,
    chats: log.chats.size,
    connects: sum('connects'),
    logins: sum('logins'),
    compared: clients.length + users,
  };
}
