import { lineToGateways } from '../system/chaos-system.ts';
import type { Settled } from '../traffic/town.ts';
import type { Client } from './client.ts';
import { EngineClient } from './engine-client.ts';
import type { Ledger } from './ledger.ts';
import { WireClient } from './wire-client.ts';

type Options = {
  urls: readonly string[];
  town: Settled;
  clients: number;
  ledger: Ledger;
  /** Takes what is to be ended. */
  held: AsyncDisposableStack;
};

/** Of twenty-five clients so many are the independent device, at the end of the list. */
const wirePer25 = 3;

/**
 * Gives each user a client, and the first users, for whom there are clients left, a second one: of an engine's user
 * another engine, or the independent device. All are signed in when this settles.
 */
export async function enlist({ urls, town, clients, ledger, held }: Options): Promise<Client[]> {
  const { accounts } = town;
  const wires = Math.max(2, Math.floor((clients * wirePer25) / 25));
  const crowd = await Promise.all(
    Array.from({ length: clients }, async (_, i): Promise<Client> => {
      const account = accounts[i % accounts.length]!;
      const line = held.use(await lineToGateways(urls, i));
      const again = i >= accounts.length ? '-again' : '';
      const name = `${i >= clients - wires ? 'wire' : 'client'}${i % accounts.length}${again}`;
      const made = { name, account, line, ledger, town };
      return held.use(i >= clients - wires ? new WireClient(made) : new EngineClient(made));
    }),
  );
  await Promise.all(crowd.map((client) => client.start()));
  return crowd;
}
