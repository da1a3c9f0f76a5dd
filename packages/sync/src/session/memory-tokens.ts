import type { TokenStore } from '../types.ts';

/** A refresh token that lasts as long as the process. */
export function memoryTokens(): TokenStore {
  let kept: string | undefined;
  return {
    load: async () => kept,
    save: async (token) => {
      kept = token;
    },
  };
}
