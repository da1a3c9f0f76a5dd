import { type EventStore, openEventStore } from '@messenger/event-store';
import { openStorage, type Storage, StorageConfig, storageOf } from '@messenger/image-store';
import { createLogger, type Logger, loadConfig } from '@messenger/kit';
import { type Bus, connectBus } from '@messenger/messaging';
import pg from 'pg';
import { Config } from './config.ts';
import { write } from './output.ts';
import { printable } from './printable.ts';
import { withStack } from './stack-env.ts';
import { reasonOf, Trouble } from './trouble.ts';

/** What commands work with; each connection is opened when it is first asked for, and closed with the context. */
export type Context = AsyncDisposable & {
  /** The environment, with what `.data/stack.env` adds to it. */
  readonly env: NodeJS.ProcessEnv;
  /** Says what happens on stderr: stdout is for what was asked. */
  readonly log: Logger;
  readonly readSchema: string;
  /** Answers on stdout: the text for people or, with --json, the value as one line. */
  print(text: string, value: unknown): Promise<void>;
  /** The same with JSON that is text already. */
  printLine(text: string, json: string): Promise<void>;
  /** Says something about it on stderr. */
  say(text: string): void;
  /** Connected as the operator. `wait`: until there is a server. @throws Trouble when there is none */
  bus(options?: { wait?: boolean }): Promise<Bus>;
  /** The log as it is. @throws Trouble when it was not provisioned */
  events(): Promise<EventStore>;
  /** Where Postgres is. @throws Trouble when nobody says it */
  databaseUrl(): string;
  /** A connection to Postgres. @throws Trouble */
  database(): Promise<pg.Client>;
  /** Where images lie. @throws Trouble when nobody says it, or when it cannot be reached */
  images(): Promise<Storage>;
};

const patienceMs = 5_000;

export function openContext(given: NodeJS.ProcessEnv, json: boolean): Context {
  const env = withStack(given);
  const config = loadConfig(Config, env);
  const log = createLogger('messenger', config.LOG_LEVEL, 2);
  const held = new AsyncDisposableStack();
  let bus: Promise<Bus> | undefined;
  let events: Promise<EventStore> | undefined;
  let database: Promise<pg.Client> | undefined;

  const connect = async (wait: boolean): Promise<Bus> => {
    const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password = '' } = config;
    if (!url) throw new Trouble(`NATS_URL is not set, and there is no .data/stack.env: does npm start run?`);
    const login = user === undefined ? {} : { user, password };
    try {
      return held.use(await connectBus({ url, ...login, name: 'operator', log, wait }));
    } catch (error) {
      const at = url.replaceAll(/\/\/[^/,]*@/g, '//');
      throw new Trouble(`NATS at ${at} cannot be reached as ${user ?? 'nobody'}: ${reasonOf(error)}`);
    }
  };
  const open = async (): Promise<EventStore> => {
    const connected = await context.bus();
    try {
      return await openEventStore(connected, { log, signal: AbortSignal.timeout(patienceMs) });
    } catch (error) {
      throw new Trouble(`There is no log here (${reasonOf(error)}): run messenger provision.`);
    }
  };
  const connectDatabase = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: context.databaseUrl(),
      application_name: 'messenger',
      connectionTimeoutMillis: patienceMs,
      statement_timeout: 60_000,
    });
    // Without a listener an outage between two statements would end the process; the next statement says it too.
    client.on('error', (error) => log.warn({ err: error }, 'the database went away'));
    try {
      await client.connect();
    } catch (error) {
      throw new Trouble(`Postgres cannot be reached: ${reasonOf(error)}`);
    }
    held.defer(() => client.end());
    return client;
  };
  const context: Context = {
    env,
    log,
    readSchema: config.READ_SCHEMA,
    print: (text, value) => context.printLine(text, JSON.stringify(value)),
    printLine: (text, line) => write(process.stdout, `${json ? line : text}\n`),
    say: (text) => void process.stderr.write(`${printable(text)}\n`),
    bus: ({ wait = false } = {}) => (bus ??= connect(wait)),
    events: () => (events ??= open()),
    databaseUrl: () => {
      if (config.DATABASE_URL) return config.DATABASE_URL;
      throw new Trouble('DATABASE_URL is not set, and there is no .data/stack.env.');
    },
    database: () => (database ??= connectDatabase()),
    async images() {
      const choice = storageOf(loadConfig(StorageConfig, env));
      try {
        return await openStorage(choice, log, AbortSignal.timeout(patienceMs));
      } catch (error) {
        throw new Trouble(`The store of images cannot be reached: ${reasonOf(error)}`);
      }
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
  return context;
}
