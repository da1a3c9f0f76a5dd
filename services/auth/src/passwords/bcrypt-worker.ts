import { compareSync, getRounds, hashSync } from 'bcryptjs';

export type HashTask = { password: string; cost: number };
export type VerifyTask = { password: string; hash: string; cost: number };
/** `rehash`: the same password at the wanted cost, where the stored hash has another. */
export type Verified = { matches: boolean; rehash?: string };

/** bcrypt's, with its salt and cost in it. Takes a thread for as long as `cost` says. */
export function hash({ password, cost }: HashTask): string {
  return hashSync(password, cost);
}

/** Whether it is the password of the hash; hashed again where it is, at another cost than wanted. */
export function verify({ password, hash, cost }: VerifyTask): Verified {
  if (!compareSync(password, hash)) return { matches: false };
  return getRounds(hash) === cost ? { matches: true } : { matches: true, rehash: hashSync(password, cost) };
}
