import type { AddressInfo } from 'node:net';
import { type EventStore, serveFollowers } from '@messenger/event-store';
import { type Checks, type Logger, newId } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import { closeCodes, heartbeatSeconds, helloSeconds, silenceSeconds } from '@messenger/proto';
import { watchRevocations } from './auth/revocations.ts';
import { askForKeys, SigningKeys } from './auth/signing-keys.ts';
import { Tokens } from './auth/tokens.ts';
import { ChatCommands } from './bus/chat-commands.ts';
import { CoalescedReceipts } from './bus/coalesced-receipts.ts';
import { askDelivery, GatheredReceipts, type MoveReceipt } from './bus/gathered-receipts.ts';
import { loadsFrom } from './bus/loads.ts';
import { askReadModel, syncAsker } from './bus/sync-asker.ts';
import { type Config, mediaDoorOf } from './config.ts';
import { buildServer } from './http/build-server.ts';
import { trustedProxies } from './http/trusted-proxies.ts';
import type { Limits } from './limits/limits.ts';
import { countPassedOn } from './live/count-passed-on.ts';
import { endOfLog, followLog } from './live/follow-log.ts';
import { Hub } from './live/hub.ts';
import { LagWatch } from './live/lag-watch.ts';
import { withinLog } from './live/within-log.ts';
import { watchLevels } from './metrics.ts';
import { Polls } from './poll/polls.ts';
import { Devices } from './realtime/devices.ts';
import { forwardEphemeral } from './realtime/ephemeral.ts';
import { addRoutes } from './routes/add-routes.ts';
import { stopServing } from './shutdown.ts';
import { Connections } from './socket/connections.ts';
import { socketRoute } from './socket/route.ts';
import type { Timing } from './socket/vital-signs.ts';

export type AppDeps = {
  bus: Bus;
  events: EventStore;
  config: Config;
  limits: Limits;
  log: Logger;
  /** Clocks of the sockets, where a test cannot wait for the real ones. */
  timing?: Partial<Timing>;
};

export type App = AsyncDisposable & {
  /** The public port. */
  readonly port: number;
  /** What must hold for this gateway to get traffic. */
  readonly checks: Checks;
  ready(): Promise<boolean>;
  /** Rejects when the gateway cannot go on, such as when the log lost what it had passed on. */
  readonly failed: Promise<never>;
};

/** Commands of one user to one chat that may wait, unless limits are off. */
const maxCommandsInLane = 100;

const contractTiming: Timing = {
  helloMs: helloSeconds * 1_000,
  pingMs: heartbeatSeconds * 1_000,
  silenceMs: silenceSeconds * 1_000,
  behindMs: 10_000,
};

/** Starts the gateway: it is listening and has caught up when this resolves. Disposing drains it. */
export async function startApp({ bus, events, config, limits, log, timing: given }: AppDeps): Promise<App> {
  await using held = new AsyncDisposableStack();
  const timing = { ...contractTiming, ...given };
  const start = await endOfLog(events);
  const hub = held.use(
    new Hub({
      start,
      limits: { maxEvents: config.HOLD_MAX_EVENTS, maxBytes: config.HOLD_MAX_BYTES },
      loads: loadsFrom(bus, log),
      onFlaw: (event, error) => events.setAside.tell('gateway', event, `makes no push: ${error}`),
    }),
  );
  const devices = held.use(new Devices(bus));
  const connections = held.use(new Connections(timing));
  const ofOneUser = (most: number) => (config.RATE_LIMITS ? most : Number.POSITIVE_INFINITY);
  const polls = new Polls(ofOneUser(config.MAX_USER_POLLS));
  const shortPolls = new Polls(ofOneUser(config.MAX_USER_POLLS));

  const revocations = held.use(
    await watchRevocations(bus, {
      log,
      ended: (sessionId) => {
        connections.endSession(sessionId);
        polls.endSession(sessionId);
      },
    }),
  );
  const followers = held.use(
    await followLog(events, {
      start,
      log,
      publish: (batch) => {
        hub.publish(batch);
        devices.followProfiles(batch);
        countPassedOn(batch);
      },
    }),
  );
  held.use(await serveFollowers(events, { service: 'gateway', instance: newId() }));
  await followers.caughtUp();
  followers.failed.catch(() => connections.closeAll(closeCodes.draining));
  const lag = held.use(new LagWatch(followers, log, () => connections.closeAll(closeCodes.fellBehind)));
  held.use(forwardEphemeral(bus, hub.rooms));
  held.use(watchLevels({ hub, connections, polls }));

  const stopping = new AbortController();
  const checks: Checks = {
    nats: () => bus.healthy(),
    sessions: () => revocations.fresh(),
    log: () => !lag.isBehind,
    serving: () => !stopping.signal.aborted,
  };
  const gathered = held.use(new GatheredReceipts(askDelivery(bus)));
  const moveReceipt: MoveReceipt = (of, context) => gathered.move(of, context);
  const services = {
    bus,
    hub,
    polls,
    shortPolls,
    devices,
    media: mediaDoorOf(config),
    connections,
    checks,
    tokens: new Tokens(new SigningKeys(askForKeys(bus)), revocations),
    limits,
    chatCommands: new ChatCommands(bus, limits, ofOneUser(maxCommandsInLane)),
    moveReceipt,
    receipts: held.use(new CoalescedReceipts({ take: (...receipt) => gathered.take(...receipt) })),
    askSync: syncAsker(askReadModel(bus)),
    maxConnections: config.MAX_CONNECTIONS,
    maxUserSockets: ofOneUser(config.MAX_USER_SOCKETS),
    timing,
    log,
    accepting: () => !stopping.signal.aborted && !lag.isBehind,
  };
  const server = await buildServer({
    shape: events.shape,
    withinLog: withinLog(events, () => hub.positions),
    webDist: config.WEB_DIST,
    trustProxy: trustedProxies(config.TRUST_PROXY),
    limits,
    maxEventLoopDelayMs: config.MAX_EVENT_LOOP_DELAY_MS,
    log,
  });
  await socketRoute(server, services);
  await addRoutes(server, services);
  await server.listen({ port: config.PORT, host: config.HOST });
  held.defer(() => stopServing({ server, connections, polls, devices, spreadMs: config.DRAIN_SECONDS * 1_000 }));
  held.defer(() => stopping.abort());

  const owned = held.move();
  return {
    port: (server.server.address() as AddressInfo).port,
    checks,
    ready: async () => (await Promise.all(Object.values(checks).map((check) => check()))).every(Boolean),
    failed: followers.failed,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
