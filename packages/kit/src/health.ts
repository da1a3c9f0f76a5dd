import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metrics } from './metrics.ts';
import { within } from './time.ts';

export type Checks = Record<string, () => boolean | Promise<boolean>>;

/** The names of the checks that fail; a check that throws or takes over a second fails. */
export async function failingChecks(checks: Checks): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const passed = await within(1_000, Promise.resolve().then(check), name).catch(() => false);
      return passed ? [] : [name];
    }),
  );
  return results.flat();
}

/**
 * Serves /health (alive; whether it serves is in its status), /ready (it does and all checks pass, else 503 and which do
 * not) and /metrics (Prometheus text).
 * @param checks undefined while it does not serve
 */
export async function serveHealth(
  port: number,
  checks: () => Checks | undefined,
  { host = '127.0.0.1' } = {},
): Promise<AsyncDisposable & { port: number }> {
  const server = createServer(async (request, response) => {
    if (request.url === '/health') return answer(response, 200, { status: checks() ? 'ok' : 'not serving' });
    if (request.url === '/ready') {
      const failing = await failingChecks(checks() ?? { serving: () => false });
      return answer(response, failing.length ? 503 : 200, { status: failing.length ? 'not ready' : 'ready', failing });
    }
    if (request.url === '/metrics') {
      response.setHeader('content-type', metrics.contentType);
      return response.end(await metrics.metrics());
    }
    return answer(response, 404, { status: 'not found' });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
