import { inject } from 'vitest';
import { asOperator, type WholeSystem } from './system.ts';

/** What a test may do with a system that others use too. */
export type SharedSystem = Pick<WholeSystem, 'url' | 'operator' | 'logOf'>;

/** The system of all tests that break nothing and change no setting of it. Who they make there is their own. */
export function sharedSystem(): SharedSystem {
  const { url, login } = inject('sharedSystem');
  return { url, ...asOperator(() => login) };
}
