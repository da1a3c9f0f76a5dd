import { hkdfSync } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../database/tables.ts';
import { accessTokenSigner, type SignToken } from '../tokens/access-token.ts';
import { newKeyPair, type PrivateJwk, type PublicKey, publicJwk } from './ed25519.ts';
import { nextKeyFrom, publishedKeys, signingKey } from './key-plan.ts';

type Key = { kid: string; signsFrom: Date; public: PublicKey; sign: SignToken; secret: Buffer };

export type Keyring = {
  /** Signs with the key whose turn it is. */
  sign: SignToken;
  /** A secret of all instances, for first refresh tokens; another one when the next key signs. */
  secret(): Buffer;
  /** The public halves of all keys whose tokens may be about, and of the next one. */
  publicKeys(): PublicKey[];
  /** Reads the keys that other instances made, makes the next one when it is time, drops what nobody needs. */
  turn(): Promise<void>;
};

/** The signing keys of the database; the first pair is made at the very first start, by one instance only. */
export async function openKeyring(db: Database): Promise<Keyring> {
  let keys: Key[] = [];
  const turn = async () => {
    const held = new Map(keys.map((key) => [key.kid, key]));
    const rows = await turnKeys(db);
    keys = rows.map((row) => held.get(row.kid) ?? toKey(row));
  };
  await turn();
  const current = () => {
    const key = signingKey(keys, new Date());
    if (!key) throw new Error('no key signs yet');
    return key;
  };
  return {
    turn,
    sign: (subject, use) => current().sign(subject, use),
    secret: () => current().secret,
    publicKeys: () => publishedKeys(keys, new Date()).map((key) => key.public),
  };
}

type Row = { kid: string; privateJwk: PrivateJwk; signsFrom: Date };

const toKey = ({ kid, privateJwk, signsFrom }: Row): Key => ({
  kid,
  signsFrom,
  public: publicJwk({ kid, privateJwk }),
  sign: accessTokenSigner(kid, privateJwk),
  secret: Buffer.from(hkdfSync('sha256', Buffer.from(privateJwk.d, 'base64url'), '', 'first refresh tokens', 32)),
});

/** Under a lock, so that of several instances one makes the key and the others find it. */
async function turnKeys(db: Database): Promise<Row[]> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('auth.keys'))`.execute(tx);
    const now = new Date();
    const rows = await tx
      .selectFrom('auth.keys')
      .select(['kid', 'private_jwk as privateJwk', 'signs_from as signsFrom'])
      .execute();
    const signsFrom = nextKeyFrom(rows, now);
    if (signsFrom) {
      const pair = newKeyPair();
      await tx
        .insertInto('auth.keys')
        .values({ kid: pair.kid, private_jwk: JSON.stringify(pair.privateJwk), signs_from: signsFrom })
        .execute();
      rows.push({ ...pair, signsFrom });
    }
    const kept = publishedKeys(rows, now);
    if (kept.length < rows.length) {
      await tx
        .deleteFrom('auth.keys')
        .where(
          'kid',
          'not in',
          kept.map((key) => key.kid),
        )
        .execute();
    }
    return kept;
  });
}
