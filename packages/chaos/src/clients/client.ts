import type { TcpProxy } from '@messenger/testkit';
import type { FoldedLog } from '../oracle/view.ts';
import type { Action } from '../schedule/actions.ts';

/** A user of the system, whatever device it has. */
export type Account = { id: string; username: string };

/** One device: does what users do, has done to it what happens to devices, and is compared with the log. */
export interface Client extends AsyncDisposable {
  readonly name: string;
  readonly account: Account;
  /** Its connection to the gateways. */
  readonly line: TcpProxy;
  /** Settles when it is signed in; not when it is in step. */
  start(): Promise<void>;
  /** What the action comes to here and now; settles when it is done or was refused. */
  perform(action: Action): Promise<void>;
  /** Ends in good order, or as a page does that is killed; it comes back with `start`. */
  stop(how: 'close' | 'crash'): Promise<void>;
  suspend(suspended: boolean): void;
  mangle(how: 'duplicate' | 'reorder', on: boolean): void;
  /** Whether sockets are kept from opening. */
  bar(barred: boolean): void;
  jump(byMs: number): void;
  /** Why it is not at rest: undefined when it is online and everything it had to say was said. */
  unrest(): string | undefined;
  /** Differences to what its user must see; `whole`: the histories from their beginning. */
  compare(log: FoldedLog, whole: boolean): string[];
  /** Loads the histories of all its chats from their beginning. */
  loadAll(): Promise<void>;
  /** For the report: reconnects, logins, … */
  counts(): Record<string, number>;
}
