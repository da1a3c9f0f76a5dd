/** How often the message of an entry of the history was asked for at its address. */
export const askedOf = (state: unknown): number => (state as { asked?: number } | null)?.asked ?? 0;

/** The state of a way to a message from the entry with that one: the same message once more is another question. */
export const askedAgain = (state: unknown): { asked: number } => ({ asked: askedOf(state) + 1 });
