/** How often the message of an entry of the history was asked for at its address. */
export const askedOf = (state: unknown): number => (state as { asked?: number } | null)?.asked ?? 0;

type Place = { pathname: string; state: Readonly<object> | null };

/**
 * The way to the address of a message: the same message once more is another question, in the same entry of the history,
 * which what covers the page leaves then.
 */
export function askedAgain({ pathname, state }: Place, to: string): { state: object; replace: boolean } {
  const replace = pathname === to;
  return { state: { ...(replace ? state : {}), asked: askedOf(state) + 1 }, replace };
}
