import type pg from 'pg';

/**
 * Keeps a connection that is lost from ending the process, as an error that nobody listens for does. `onIdle` is told of
 * those that nobody uses; of one that is in use, the next statement fails, and nobody else needs to be told.
 */
export function surviveLosses(pool: pg.Pool, onIdle: (error: Error) => void = () => undefined): void {
  pool.on('error', onIdle);
  pool.on('connect', (client) => client.on('error', () => undefined));
}
