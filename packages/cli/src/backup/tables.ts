/** Tables that nothing makes again, each after those that it refers to. */
export const accounts = ['auth.users', 'auth.outbox'] as const;
/** Who is logged in, and what their tokens are signed with. */
export const sessions = ['auth.sessions', 'auth.refresh_tokens', 'auth.keys'] as const;
export const images = ['media.attachments'] as const;

export const savedTables: readonly string[] = [...accounts, ...sessions, ...images];

/**
 * Not in a backup: notes on objects that no image has. Migrations are told apart; the read model is made from the log.
 */
export const leftOut: readonly string[] = ['media.leftovers'];

export const schemas: readonly string[] = [...new Set(savedTables.map((table) => table.split('.')[0]!))];
