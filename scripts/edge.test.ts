import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type OutgoingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../packages/stack/src/index.ts';

const file = join(import.meta.dirname, '../deploy/edge/Caddyfile');
const caddy = (verb: string, config: string, TRUSTED_PROXIES: string, input = '') =>
  spawnSync('caddy', [verb, '--adapter', 'caddyfile', '--config', config], {
    env: { ...process.env, SITE: ':80', TRUSTED_PROXIES },
    input,
    encoding: 'utf8',
  });
/** Debian's is too old for a word of it. Addresses of our own other than the first are there on Linux alone. */
const newEnough = '{\n\tservers {\n\t\ttrusted_proxies_strict\n\t}\n}\n';
const hasCaddy = process.platform === 'linux' && caddy('adapt', '-', '', newEnough).status === 0;

test.skipIf(!hasCaddy)('the edge takes its configuration, with proxies before it and without', () => {
  for (const proxies of ['', '192.0.2.1 2001:db8::/32']) {
    const { status, stderr } = caddy('validate', file, proxies);
    expect(status, stderr).toBe(0);
  }
});

test.skipIf(!hasCaddy)(
  'proxies that are named are believed, nobody else, and no log says what was looked for',
  async () => {
    const gateway = createServer(({ headers }, reply) => {
      reply.end(`${headers['x-forwarded-for']} ${headers['x-forwarded-proto']}`);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void gateway.close());
    await once(gateway, 'listening');
    const dir = mkdtempSync(join(tmpdir(), 'edge-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const config = readFileSync(file, 'utf8')
      .replaceAll('3000', String((gateway.address() as AddressInfo).port))
      .replaceAll(/\bgateway\b(?=:|$)/gm, 'localhost');
    writeFileSync(join(dir, 'Caddyfile'), config);

    const port = await freePort();
    const edge = spawn('caddy', ['run', '--config', join(dir, 'Caddyfile')], {
      env: {
        ...process.env,
        SITE: `:${port}`,
        TRUSTED_PROXIES: '127.0.0.2 203.0.113.0/24',
        CADDY_ADMIN: `unix/${join(dir, 'admin.sock')}`,
        HOME: dir,
        XDG_CONFIG_HOME: dir,
        XDG_DATA_HOME: dir,
      },
    });
    const log = text(edge.stderr);
    onTestFinished(() => void edge.kill('SIGKILL'));

    const ask = async (localAddress: string, headers: OutgoingHttpHeaders = {}) => {
      const request = get({ host: '127.0.0.1', port, path: '/?q=secret', localAddress, headers, agent: false });
      const [response] = await once(request, 'response');
      return text(response);
    };
    await expect.poll(() => ask('127.0.0.1').catch(() => undefined)).toBe('127.0.0.1 http');
    const said = {
      'X-Forwarded-Proto': 'https',
      Referer: '/?q=secret',
      Cookie: 'secret',
      Authorization: 'Bearer secret',
    };
    const near = { ...said, 'X-Forwarded-For': '198.51.100.7' };
    const far = { ...said, 'X-Forwarded-For': '192.0.2.9, 198.51.100.7, 203.0.113.5' };
    expect(await ask('127.0.0.2', near)).toBe('198.51.100.7 https');
    expect(await ask('127.0.0.2', far)).toBe('198.51.100.7 https');
    expect(await ask('127.0.0.3', near)).toBe('127.0.0.3 http');

    // What is wrong with a request does not speak against the gateway.
    const broken = connect(port, '127.0.0.1');
    broken.resume().write('POST / HTTP/1.1\r\nHost: edge\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n');
    await once(broken, 'close');
    const begun = performance.now();
    expect(await ask('127.0.0.1')).toBe('127.0.0.1 http');
    expect(performance.now() - begun).toBeLessThan(1_500);

    edge.kill('SIGTERM');
    expect(await log).toContain('"client_ip":"198.51.100.7"');
    expect(await log).not.toContain('secret');
  },
);
