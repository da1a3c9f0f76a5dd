import { generateKeyPairSync } from 'node:crypto';
import { openEventStore } from '@messenger/event-store';
import { loadConfig, newId, silentLogger } from '@messenger/kit';
import { type Bus, connectBus, type Handled, handle, serve } from '@messenger/messaging';
import { authEndpoints, buckets, tokenAudience, tokenIssuer } from '@messenger/proto';
import { provisionLog, type TestStack, testStack } from '@messenger/testkit';
import { createSigner } from 'fast-jwt';
import { type App, type AppDeps, startApp } from '../src/app.ts';
import { Config } from '../src/config.ts';
import { Limits } from '../src/limits/limits.ts';

/** Who somebody is to the gateway, with a token that proves it. */
export type Caller = { userId: string; sessionId: string; token: string };

/** A gateway on real servers, and nothing behind it but what a test puts there. */
export type Door = AsyncDisposable & {
  stack: TestStack;
  app: App;
  url: string;
  /** One more gateway on the same servers; its address. */
  another(): Promise<string>;
  /** With all rights. */
  operator: Bus;
  /** A session with a token as auth would sign it. */
  caller(more?: {
    sessionId?: string;
    userId?: string;
    expiresIn?: number;
    clockTimestamp?: number;
    aud?: string;
  }): Caller;
  /** As auth does when a session ends. */
  endSession(sessionId: string): Promise<void>;
};

/** The lag of a busy machine is nothing that a test is about. */
const unhurried = { MAX_EVENT_LOOP_DELAY_MS: '0' };

type DoorOptions = {
  env?: Record<string, string>;
  timing?: AppDeps['timing'];
  endpoints?: Handled[];
  /** None unless said otherwise: a test is not to meet them by chance. */
  limits?: Limits;
};

/** The test is auth's part: it signs tokens and serves the keys. `endpoints` are served in other services' stead. */
export async function openDoor({
  env = {},
  timing,
  endpoints = [],
  limits = new Limits([], undefined),
}: DoorOptions = {}): Promise<Door> {
  await using held = new AsyncDisposableStack();
  const log = silentLogger;
  const stack = held.use(await testStack());
  await provisionLog(stack);
  const operator = held.use(await connectBus({ ...stack.natsFor('operator'), name: 'operator', log }));

  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { kty, crv, x } = publicKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string };
  const keys = { keys: [{ kid: 'test', kty, crv, x, alg: 'EdDSA', use: 'sig' }] };
  held.use(
    await serve(operator, {
      name: 'stand-ins',
      description: 'What the gateway asks, answered by the test',
      log,
      endpoints: [handle(authEndpoints.keys, async () => keys), ...endpoints],
    }),
  );

  const config = loadConfig(Config, {
    PORT: '0',
    NATS_URL: stack.natsUrl,
    NATS_PASSWORD: stack.natsFor('gateway').password,
    DRAIN_SECONDS: '0.2',
    ...unhurried,
    ...env,
  });
  const gateway = async (owner: AsyncDisposableStack): Promise<App> => {
    const bus = owner.use(await connectBus({ ...stack.natsFor('gateway'), name: 'gateway', log }));
    const events = await openEventStore(bus, { log });
    return owner.use(await startApp({ bus, events, config, limits, log, ...(timing ? { timing } : {}) }));
  };
  const app = await gateway(held);
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  const owned = held.move();
  return {
    stack,
    app,
    url: urlOf(app),
    operator,
    another: async () => urlOf(await gateway(owned)),
    caller({ sessionId = newId(), userId = newId(), expiresIn = 60_000, ...more } = {}) {
      const sign = createSigner({
        key,
        algorithm: 'EdDSA',
        kid: 'test',
        iss: tokenIssuer,
        aud: tokenAudience,
        expiresIn,
        ...more,
      });
      return { userId, sessionId, token: sign({ sub: userId, sid: sessionId }) };
    },
    async endSession(sessionId) {
      const bucket = await operator.nc.jetstream().views.kv(buckets.sessions.name, { bindOnly: true });
      await bucket.put(sessionId, '{}');
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const urlOf = ({ port }: App): string => `http://127.0.0.1:${port}`;
