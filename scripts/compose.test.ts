import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { passwordVariable } from '../packages/messaging/src/nats-config.ts';
import { natsUsers } from '../proto/src/index.ts';

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
type Service = {
  image: string;
  build?: string | { dockerfile: string };
  command?: string | string[];
  ports?: string[];
  logging?: object;
  healthcheck?: { test: string[]; start_period: string };
  stop_grace_period?: string;
  environment?: Record<string, string>;
  networks?: string[];
  volumes?: string[];
  depends_on?: Record<string, object>;
};
const { services, networks } = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
};
const example = readFileSync(join(root, '.env.example'), 'utf8');
const variables = new Map(
  [...example.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
);
const generated = [...variables].flatMap(([name, value]) => (value === 'generated' ? [name] : []));

test('every service of the repository runs, and what it runs is there', () => {
  for (const name of readdirSync(join(root, 'services'))) {
    expect(services[name]?.command, name).toEqual([`services/${name}/src/main.ts`]);
  }
  const mains = [...text.matchAll(/\b((?:services|packages)\/[\w/-]+\.ts)\b/g)].map(([, path]) => path!);
  expect(mains.length).toBeGreaterThan(8);
  for (const path of mains) expect(existsSync(join(root, path)), path).toBe(true);
});

test('images are pinned', () => {
  for (const [name, { image }] of Object.entries(services)) expect(image, name).toMatch(/:(v?\d+\.\d+[\w.-]*|local)$/);
});

test('the images that are made here stand on pinned ones', () => {
  const basesOf = (dockerfile: string) => {
    const made = readFileSync(join(root, dockerfile), 'utf8');
    const given = new Map([...made.matchAll(/^ARG (\w+)=(\S+)$/gm)].map(([, name, value]) => [`\${${name}}`, value!]));
    const stages = [...made.matchAll(/ AS (\w+)$/gm)].map(([, stage]) => stage!);
    const bases = [...made.matchAll(/^FROM (\S+)/gm)].map(([, base]) => given.get(base!) ?? base!);
    return bases.filter((base) => !stages.includes(base));
  };
  const dockerfiles = Object.values(services).flatMap(({ build }) => {
    if (!build) return [];
    return typeof build === 'string' ? [`${build}/Dockerfile`] : [build.dockerfile];
  });
  expect([...new Set(dockerfiles)].sort()).toEqual(['deploy/Dockerfile', 'deploy/edge/Dockerfile']);
  for (const base of dockerfiles.flatMap(basesOf)) expect(base).toMatch(/:v?\d+\.\d+[\w.-]*$/);
});

test('each variable is in the example, and nothing in the example is of no use', () => {
  const used = new Set([...text.matchAll(/(?<!\$)\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name!));
  expect([...used].sort()).toEqual([...variables.keys()].sort());
});

test('no secret has a default: without it nothing starts', () => {
  expect(generated.length).toBeGreaterThan(8);
  for (const name of generated) expect(text, name).toContain(`\${${name}:?`);
  expect(generated).toEqual(expect.arrayContaining(Object.keys(natsUsers(1)).map(passwordVariable)));
});

test('the script makes each secret anew, and leaves the rest as it is', () => {
  const make = () => execFileSync('sh', [join(root, 'deploy/make-env.sh')], { encoding: 'utf8' });
  const [one, other] = [make(), make()];
  for (const name of generated) {
    const secretIn = (env: string) => new RegExp(`^${name}=(k[0-9a-f]{48})$`, 'm').exec(env)?.[1];
    expect(secretIn(one), name).toBeDefined();
    expect(secretIn(one)).not.toBe(secretIn(other));
  }
  expect(new Set([...one.matchAll(/=(k[0-9a-f]{48})$/gm)].map(([, value]) => value)).size).toBe(generated.length);
  expect(one.replaceAll(/=k[0-9a-f]{48}$/gm, '=generated')).toBe(example);
});

test('what the script makes goes into a file that only its owner may read', () => {
  const dir = mkdtempSync(join(tmpdir(), 'env-'));
  try {
    execFileSync('sh', ['-c', 'umask 022; sh "$0" > "$1/.env"', join(root, 'deploy/make-env.sh'), dir]);
    expect(statSync(join(dir, '.env')).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('to do again what the documentation says leaves the secrets as they were', () => {
  const pages = ['README.md', 'deploy/README.md', 'docker-compose.yml', 'deploy/make-env.sh'];
  for (const page of pages) {
    const [said] = /^.*sh deploy\/make-env\.sh > \.env/m.exec(readFileSync(join(root, page), 'utf8')) ?? [];
    const dir = mkdtempSync(join(tmpdir(), 'env-'));
    try {
      const run = () =>
        execFileSync('sh', ['-c', said!.replace(/^#\s*/, '').replace('deploy/', `${root}/deploy/`)], { cwd: dir });
      run();
      const first = readFileSync(join(dir, '.env'), 'utf8');
      run();
      expect(readFileSync(join(dir, '.env'), 'utf8'), page).toBe(first);
    } finally {
      rmSync(dir, { recursive: true });
    }
  }
});

test('a configuration of NATS that cannot be made leaves the one that is there', () => {
  const dir = mkdtempSync(join(tmpdir(), 'config-'));
  try {
    const conf = join(dir, 'nats.conf');
    const make = (CHAT_SHARDS: string) => {
      const script = (services['nats-config']!.command as string[])[0]!.replaceAll('/config/', `${dir}/`);
      return spawnSync('sh', ['-c', script], { cwd: root, env: { ...process.env, CHAT_SHARDS } }).status;
    };
    expect(make('2')).toBe(0);
    const made = readFileSync(conf, 'utf8');
    expect(made).toContain('CHAT-1');
    expect(made).toContain(`max_file_store: ${variables.get('NATS_MAX_FILE_STORE')}`);
    expect(make('none')).toBe(1);
    expect(readFileSync(conf, 'utf8')).toBe(made);
  } finally {
    rmSync(dir, { recursive: true });
  }
}, 30_000);

test("the operator's command has every way in, and a folder that lasts", () => {
  const { environment, command, volumes, networks: near } = services.messenger!;
  const { NATS_USER, NATS_PASSWORD } = services.provision!.environment!;
  const { DATABASE_URL, S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY } = services.media!.environment!;
  const images = { S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY };
  expect(environment).toMatchObject({ NATS_USER, NATS_PASSWORD, DATABASE_URL, ...images });
  expect(NATS_USER).toBe('operator');
  for (const name of ['NATS_URL', 'DATABASE_URL', 'S3_ENDPOINT']) {
    const host = new URL(environment![name]!.replace(/\$\{[^}]*\}/, 'secret')).hostname;
    expect(
      services[host]!.networks!.some((network) => near!.includes(network)),
      name,
    ).toBe(true);
  }
  expect(command).toEqual(['--help']);
  expect(volumes).toEqual(['./backups:/backups']);
});

test('NATS takes the permissions of a new release', () => {
  expect(services.nats!.depends_on).toEqual({
    'nats-config': { condition: 'service_completed_successfully', restart: true },
  });
});

test('no port is taken that others want, or that only root may have, before one says so', () => {
  const published = Object.values(services).flatMap(({ ports = [] }) => ports);
  const defaults = published.map((port) => /\$\{(\w+):-(\d+)\}:\d+(?:\/udp)?$/.exec(port)!.slice(1, 3));
  expect(defaults.length).toBeGreaterThan(2);
  for (const [name, port] of defaults) {
    expect(Number(port), name).toBeGreaterThan(1023);
    expect(variables.get(name!), name).toBe(port);
  }
});

test('nobody reaches the store of images but who keeps some in it', () => {
  const near = Object.entries(services).filter(([, { networks }]) => networks?.includes('images'));
  expect(near.map(([name]) => name).sort()).toEqual(['media', 'messenger', 's3']);
  expect(services.s3!.networks).toEqual(['images']);
  expect(networks.images).toEqual({ internal: true });
});

test('stores have time to read what they hold, and to write it down', () => {
  for (const name of ['postgres', 'nats', 'redis', 's3']) {
    const { healthcheck, stop_grace_period } = services[name]!;
    expect([healthcheck?.start_period, stop_grace_period], name).toEqual(['10m', '60s']);
  }
});

test('Postgres is there once it is asked over TCP, not while its image makes the database', () => {
  expect(services.postgres!.healthcheck!.test.join(' ')).toContain('pg_isready -h 127.0.0.1 ');
});

test('every service knows where traces go', () => {
  for (const name of readdirSync(join(root, 'services')))
    expect(services[name]!.environment!.OTEL_EXPORTER_OTLP_ENDPOINT, name).toContain('OTEL_EXPORTER_OTLP_ENDPOINT:-}');
});

test('Redis is told itself when it is to end, and is not root', () => {
  const script = (services.redis!.command as string[])[2]!;
  expect(script).not.toContain('|');
  expect(script).toMatch(/&& exec setpriv --reuid redis --regid redis --clear-groups redis-server \/run\/redis\.conf$/);
});

test('the edge offers HTTP/3 where it can be reached, and its log ends somewhere', () => {
  const { ports, logging } = services.edge!;
  expect(ports).toContain(`${ports!.find((port) => port.endsWith(':443'))}/udp`);
  expect(logging).toEqual({ driver: 'local' });
});

test('nothing but the edge has a door to the outside', () => {
  const open = Object.entries(services).flatMap(([name, { ports }]) =>
    ports?.some((port) => !port.startsWith('127.0.0.1:')) ? [name] : [],
  );
  expect(open).toEqual(['edge']);
});
