import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const services = readdirSync(join(root, 'services')).sort();

test('Tilt knows every service, on Docker and without', () => {
  const native = [...read('tilt/services.Tiltfile').matchAll(/struct\(name='([\w-]+)', health=\d+\)/g)];
  expect(native.map(([, name]) => name!).sort()).toEqual(services);
  const open = parse(read('tilt/compose.dev.yml'), { merge: true }) as { services: object };
  expect(Object.keys(open.services).sort()).toEqual(services);
});

test('what Tilt has the bootstrap run is there', () => {
  const text = ['native', 'buttons'].map((name) => read(`tilt/${name}.Tiltfile`)).join('\n');
  const asked = new Set([...text.matchAll(/scripts\/bootstrap\.mjs ([\w-]+)/g)].map(([, what]) => what!));
  const mains = new Map(
    [...read('scripts/bootstrap.mjs').matchAll(/^ {2}'?([\w-]+)'?: '([\w/.-]+\.ts)',$/gm)].map(([, a, b]) => [a!, b!]),
  );
  expect([...asked].sort()).toEqual(['dev-servers', 'dev-service', 'load', 'seed']);
  for (const what of asked) expect(existsSync(join(root, mains.get(what) ?? 'nowhere')), what).toBe(true);
});

type Resource = { Name: string; Labels: Record<string, string> };
const hasTilt = spawnSync('tilt', ['version']).status === 0;

describe.skipIf(!hasTilt)('with tilt', { timeout: 60_000 }, () => {
  const stubs = mkdtempSync(join(tmpdir(), 'messenger-tilt-'));
  const secrets = join(root, '.env');
  const hadSecrets = existsSync(secrets);
  afterAll(() => {
    rmSync(stubs, { recursive: true, force: true });
    // On Docker, Tilt makes them where there are none.
    if (!hadSecrets) rmSync(secrets, { force: true });
  });

  /** What Tilt makes of the Tiltfile: its resources by name. */
  function resources(on: 'native' | 'docker'): Map<string, Resource> {
    const env = { ...process.env, PATH: `${stubs}${delimiter}${process.env.PATH}`, TILT_DISABLE_ANALYTICS: '1' };
    const made = execFileSync('tilt', ['alpha', 'tiltfile-result', '--', '--on', on], { cwd: root, env });
    return new Map((JSON.parse(made.toString()).Manifests as Resource[]).map((each) => [each.Name, each]));
  }

  test('on native servers', () => {
    const found = resources('native');
    expect([...found.keys()].sort()).toEqual([...services, 'servers', 'web'].sort());
    for (const name of services) expect(found.get(name)?.Labels).toEqual({ services: 'services' });
  });

  test('on Docker Compose, every part of which has a label', () => {
    // Tilt asks Docker Compose what the file comes to; a machine without Docker is told what stands in it.
    const compose = parse(read('docker-compose.yml').replace(/(?<!\$)\$\{(\w+)[^}]*\}/g, '$1'), { merge: true });
    for (const key of Object.keys(compose)) if (key.startsWith('x-')) delete compose[key];
    writeFileSync(join(stubs, 'config.yml'), stringify(compose, { aliasDuplicateObjects: false }));
    writeFileSync(join(stubs, 'docker-compose'), `#!/bin/sh\ncat '${join(stubs, 'config.yml')}'\n`);
    chmodSync(join(stubs, 'docker-compose'), 0o755);
    const found = resources('docker');
    const parts = Object.entries(compose.services as Record<string, { profiles?: string[] }>)
      .filter(([, { profiles = [] }]) => !profiles.includes('tools'))
      .map(([name]) => name);
    expect([...found.keys()].sort()).toEqual(expect.arrayContaining(parts.sort()));
    for (const name of parts) expect(Object.keys(found.get(name)!.Labels), name).toHaveLength(1);
  });
});
