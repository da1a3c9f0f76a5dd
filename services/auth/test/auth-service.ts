import { openEventStore, provision } from '@messenger/event-store';
import { newId, silentLogger } from '@messenger/kit';
import { openDatabase } from '@messenger/kit/postgres';
import { connectRedis } from '@messenger/kit/redis';
import { type Bus, call, connectBus } from '@messenger/messaging';
import { authEndpoints, isRefusal, type Refusal, type TokensReply } from '@messenger/proto';
import { type TestStack, type TestStackOptions, testStack } from '@messenger/testkit';
import { type App, startApp } from '../src/app.ts';
import type { Database, Tables } from '../src/database/tables.ts';
import { migrate } from '../src/migrate.ts';

const log = silentLogger;
export const password = 'Correct1Horse';
export const client = { device: 'test', address: '127.0.0.1' };

export type Asked = { value: TokensReply; position: string | undefined };

/** The auth service on real servers, asked as the gateway asks it. */
export type AuthService = AsyncDisposable & {
  stack: TestStack;
  db: Database;
  /** With the gateway's rights. */
  gateway: Bus;
  operator: Bus;
  /** One more instance on the same servers; released with the rest. */
  startInstance(): Promise<App>;
  register(username: string, more?: object): Promise<Asked | Refusal>;
  login(username: string, password: string, more?: object): Promise<Asked | Refusal>;
  refresh(refreshToken: string, cookie?: boolean, commandId?: string): Promise<Asked | Refusal>;
  endSession(by: string, sessionId: string): Promise<unknown>;
};

/** `cost`: bcrypt's; low unless time is what is tested. */
export async function authService({
  cost = 4,
  ...options
}: TestStackOptions & { cost?: number } = {}): Promise<AuthService> {
  await using onFailure = new AsyncDisposableStack();
  const held = onFailure.use(new AsyncDisposableStack());
  const stack = held.use(await testStack({ postgres: true, redis: true, ...options }));
  const bus = async (user: 'auth' | 'gateway' | 'operator') =>
    held.use(await connectBus({ ...stack.natsFor(user), name: user, log }));
  const operator = await bus('operator');
  await provision(operator, { chatShards: 1, log });
  await migrate(stack.databaseUrl);
  const db = held.use(openDatabase<Tables>(stack.databaseUrl, { name: 'auth', size: 3, log }));
  const startInstance = async () => {
    const own = await bus('auth');
    return held.use(
      await startApp({
        bus: own,
        events: await openEventStore(own, { log }),
        db: held.use(openDatabase<Tables>(stack.databaseUrl, { name: 'auth', size: 5, log })),
        redis: held.use(connectRedis(stack.redisUrl, { name: 'test', log, answerMs: 1_000, whileAway: 'tested' })),
        passwords: { cost, threads: 1, queue: 200 },
        log,
      }),
    );
  };
  await startInstance();
  const gateway = await bus('gateway');
  const context = () => ({ requestId: newId(), timeoutMs: 20_000 });

  onFailure.move();
  return {
    stack,
    db,
    gateway,
    operator,
    startInstance,
    register: (username, more) =>
      call(gateway, authEndpoints.register, { userId: newId(), username, password, ...client, ...more }, context()),
    login: (username, guess, more) =>
      call(gateway, authEndpoints.login, { username, password: guess, ...client, ...more }, context()),
    refresh: (refreshToken, cookie = false, commandId) =>
      call(
        gateway,
        authEndpoints.refresh,
        { refreshToken, cookie, ...(commandId ? { commandId } : {}), ...client },
        context(),
      ),
    endSession: (by, sessionId) => call(gateway, authEndpoints.endSession, { by, sessionId }, context()),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** The tokens of an answer that must be no refusal. */
export function granted(answer: Asked | Refusal): TokensReply {
  if (isRefusal(answer)) throw new Error(`refused: ${answer.code}`);
  return answer.value;
}

/** The code of an answer; `ok` if it is no refusal. */
export function codeOf(answer: unknown): string {
  return isRefusal(answer) ? answer.code : 'ok';
}

/** Polls until the condition holds. */
export async function until(condition: () => Promise<boolean>, what: string, ms = 20_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
