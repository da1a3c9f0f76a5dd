import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'deploy/k8s');

type Env = { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string; key: string } } };
type Container = {
  name: string;
  image: string;
  args?: string[];
  env?: Env[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  readinessProbe?: object;
  livenessProbe?: object;
  lifecycle?: { preStop: { sleep: { seconds: number } } };
  securityContext?: Record<string, unknown>;
  volumeMounts?: { name: string; mountPath: string }[];
};
type Pod = {
  metadata: { labels: Record<string, string> };
  spec: {
    containers: Container[];
    initContainers?: Container[];
    terminationGracePeriodSeconds?: number;
    affinity?: { podAntiAffinity?: object };
    securityContext?: Record<string, unknown>;
  };
};
type Resource = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  data?: Record<string, string>;
  spec: {
    template: Pod;
    selector: { matchLabels: Record<string, string> };
    replicas?: number;
    podSelector: object;
    ingressClassName?: string;
    volumeClaimTemplates?: object[];
  };
};

/** Kustomize alone, or as kubectl has it. */
const kustomize = [
  ['kustomize', 'build'],
  ['kubectl', 'kustomize'],
].find(([program, ...args]) => spawnSync(program!, [...args, '--help']).status === 0);

function render(kustomization: string): Resource[] {
  const [program, ...args] = kustomize!;
  const made = spawnSync(program!, [...args, join(folder, kustomization)], { encoding: 'utf8' });
  expect(made.status, made.stderr).toBe(0);
  return parseAllDocuments(made.stdout).map((document) => document.toJS() as Resource);
}

/** Of Kubernetes 1.34 and of the operators' own kinds; see deploy/k8s/schemas/cut.ts. */
const schemas = JSON.parse(readFileSync(join(folder, 'schemas/schemas.json'), 'utf8')) as { kinds: object };
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(schemas, 'kubernetes');

function flaws(resource: Resource): string[] {
  const kind = `${resource.apiVersion}/${resource.kind}`;
  if (!Object.hasOwn(schemas.kinds, kind)) return [`no schema of ${kind}`];
  const validate = ajv.getSchema(`kubernetes#/kinds/${kind.replaceAll('/', '~1')}`)!;
  if (validate(resource)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${kind} ${resource.metadata.name}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

const services = readdirSync(join(root, 'services'));
const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, { image: string; command: string[]; healthcheck: { test: string[] } }>;
};
const secrets = readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^(\w+)=generated$/gm);
const secretNames = new Set([...secrets].map(([, name]) => name!));

describe.skipIf(!kustomize).each(['single-node', 'three-node'])('the overlay %s', { timeout: 30_000 }, (overlay) => {
  const resources = kustomize ? render(`overlays/${overlay}`) : [];
  const named = (kind: string, name: string) =>
    resources.find((one) => one.kind === kind && one.metadata.name === name);
  const workloads = resources.filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job'].includes(kind));
  const lasting = workloads.filter(({ kind }) => kind !== 'Job');
  const containersOf = ({ spec }: Resource) => [
    ...spec.template.spec.containers,
    ...(spec.template.spec.initContainers ?? []),
  ];

  test('fits the schemas of Kubernetes, with no field that they do not know', () => {
    expect(resources.flatMap(flaws)).toEqual([]);
    const broken = structuredClone(named('Deployment', 'gateway')!);
    (broken.spec.template.spec as object as { readinesProbe: object }).readinesProbe = {};
    expect(flaws(broken)).toHaveLength(1);
  });

  test('runs every service, with what it may know and no more', () => {
    const notTheirs = ['POSTGRES_PASSWORD', 'NODE_OPTIONS'];
    const page = readFileSync(join(root, 'docs/reference/environment.md'), 'utf8');
    const variables = new Map(page.split('\n## ').map((section) => [section.split('\n')[0], section]));
    for (const name of services) {
      const service = named('Deployment', name)!.spec.template.spec.containers[0]!;
      expect(service.args).toEqual([`services/${name}/src/main.ts`]);
      expect(service.env).toContainEqual({ name: 'NATS_USER', value: name });
      for (const variable of service.env!.map((env) => env.name).filter((each) => !each.endsWith('S_PASSWORD')))
        expect(
          notTheirs.includes(variable) || variables.get(name)?.includes(`\`${variable}\``),
          `${name}: ${variable}`,
        ).toBe(true);
    }
  });

  test('takes each secret by reference, from one that deploy/make-env.sh makes or an operator does', () => {
    const env = workloads.flatMap(containersOf).flatMap((container) => container.env ?? []);
    for (const { name, value, valueFrom } of env) {
      const secret = valueFrom?.secretKeyRef;
      if (secret?.name === 'messenger') expect(secretNames, name).toContain(secret.key);
      else if (secret) expect(secret).toEqual({ name: 'postgres-app', key: 'uri' });
      if (/PASSWORD|SECRET|_KEY$/.test(name)) expect(value, name).toBeUndefined();
    }
    expect(resources.some(({ kind }) => kind === 'Secret')).toBe(false);
  });

  test('everything that lasts has probes, a budget, limits and a node of its own where it may', () => {
    for (const { spec, metadata } of lasting) {
      const labels = spec.template.metadata.labels;
      expect(labels).toMatchObject(spec.selector.matchLabels);
      expect(labels['app.kubernetes.io/part-of']).toBe('messenger');
      for (const container of spec.template.spec.containers) {
        const where = `${metadata.name} ${container.name}`;
        expect(container.readinessProbe, where).toBeDefined();
        expect(container.livenessProbe, where).toBeDefined();
      }
      const alone = overlay === 'single-node' && spec.replicas === 1;
      if (!alone) expect(spec.template.spec.affinity?.podAntiAffinity, metadata.name).toBeDefined();
      const budget = resources
        .filter(({ kind }) => kind === 'PodDisruptionBudget')
        .find((each) =>
          Object.entries(each.spec.selector.matchLabels).every(([label, value]) => labels[label] === value),
        );
      if (!alone) expect(budget, metadata.name).toBeDefined();
    }
  });

  test('every container is pinned, bounded and may do nothing to its node', () => {
    for (const workload of workloads) {
      expect(workload.spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
      for (const container of containersOf(workload)) {
        const where = `${workload.metadata.name} ${container.name}`;
        expect(container.image, where).toMatch(/:\d+\.\d+[\w.-]*$/);
        expect(Object.keys(container.resources?.requests ?? {}).sort(), where).toEqual(['cpu', 'memory']);
        expect(container.resources?.limits?.memory, where).toBeDefined();
        expect(container.securityContext, where).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  test('a gateway has the time that its sockets are closed over, and some more', () => {
    const { spec } = named('Deployment', 'gateway')!.spec.template;
    const [gateway] = spec.containers;
    const drain = Number(gateway!.env!.find(({ name }) => name === 'DRAIN_SECONDS')!.value);
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(gateway!.lifecycle!.preStop.sleep.seconds + drain + 10);
  });

  test('nobody reaches a store but who uses it', () => {
    const policies = resources.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(named('NetworkPolicy', 'nothing-else')!.spec.podSelector).toEqual({
      matchLabels: { 'app.kubernetes.io/part-of': 'messenger' },
    });
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['to-nats', 'nats', 'to-postgres', 'postgres', 'to-redis', 'redis', 'to-s3']),
    );
    for (const [variable, use] of Object.entries({ DATABASE_URL: 'postgres', REDIS_URL: 'redis', NATS_USER: 'nats' })) {
      for (const { metadata, spec } of workloads.filter(
        (one) => one.spec.template.metadata.labels['messenger/uses-nats'],
      )) {
        const uses = containersOf({ spec } as Resource).some(({ env = [] }) =>
          env.some(({ name }) => name === variable),
        );
        expect(spec.template.metadata.labels[`messenger/uses-${use}`], `${metadata.name} ${use}`).toBe(
          uses ? 'yes' : undefined,
        );
      }
    }
  });

  test("the operator's command, apart from the rest, has every way in, and a folder that lasts", () => {
    const made = render(`tools/${overlay}`);
    expect(made.flatMap(flaws)).toEqual([]);
    const [{ metadata, spec }] = made as [Resource];
    expect(made).toHaveLength(1);
    expect(named(made[0]!.kind, metadata.name)).toBeUndefined();
    expect(metadata.namespace).toBe(named('Deployment', 'media')!.metadata.namespace);
    const uses = Object.fromEntries(['nats', 'postgres', 's3'].map((store) => [`messenger/uses-${store}`, 'yes']));
    expect(spec.template.metadata.labels).toMatchObject({ ...uses, 'app.kubernetes.io/part-of': 'messenger' });
    const [container] = spec.template.spec.containers;
    const media = named('Deployment', 'media')!.spec.template.spec.containers[0]!;
    const provision = named('Job', 'migrate')!.spec.template.spec.containers[0]!;
    expect(container!.image).toBe(media.image);
    const env = (of: Container, names: RegExp) => of.env!.filter(({ name }) => names.test(name));
    expect(container!.env).toEqual(
      expect.arrayContaining([...env(provision, /^NATS_/), ...env(media, /^(DATABASE_URL|POSTGRES_|S3_)/)]),
    );
    expect(container!.volumeMounts).toContainEqual({ name: 'backups', mountPath: '/backups' });
    expect(spec.volumeClaimTemplates).toMatchObject([{ metadata: { name: 'backups' } }]);
    expect(spec.template.spec.securityContext).toMatchObject({ runAsUser: 1000, fsGroup: 1000, runAsNonRoot: true });
  });

  test('the ingress says whose it is', () => {
    expect(named('Ingress', 'messenger')!.spec.ingressClassName).toBe('nginx');
  });

  test('the log has as many copies as there are servers', () => {
    const servers = named('StatefulSet', 'nats')!.spec.replicas;
    expect(named('ConfigMap', 'messenger')!.data!.REPLICAS).toBe(String(servers));
    const routes = named('ConfigMap', 'nats')!.data!['nats.conf']!.match(/nats-\d\.nats-nodes:6222/g) ?? [];
    expect(routes).toHaveLength(servers === 1 ? 0 : servers!);
  });

  test('the log ends before its volume does', () => {
    const { template, volumeClaimTemplates } = named('StatefulSet', 'nats')!.spec;
    const [, gigabytes] = /--max-file-store (\d+)GB /.exec(template.spec.initContainers![0]!.args![0]!)!;
    const [data] = volumeClaimTemplates as { spec: { resources: { requests: { storage: string } } } }[];
    const volume = Number.parseInt(data!.spec.resources.requests.storage, 10);
    expect(data!.spec.resources.requests.storage).toBe(`${volume}Gi`);
    expect(Number(gigabytes)).toBeGreaterThan(volume / 2);
    expect(Number(gigabytes)).toBeLessThan(volume * 0.9);
  });

  test.runIf(overlay === 'single-node')(
    'Postgres and the store of images are asked and started as on Docker Compose',
    () => {
      const { readinessProbe } = named('StatefulSet', 'postgres')!.spec.template.spec.containers[0]! as {
        readinessProbe: { exec: { command: string[] } };
      };
      expect(['CMD', ...readinessProbe.exec.command]).toEqual(compose.services.postgres!.healthcheck.test);
      const volumes = /-master\.volumeSizeLimitMB=\d+ -volume\.max=0/;
      const [script] = named('StatefulSet', 's3')!.spec.template.spec.containers[0]!.args!;
      expect(volumes.exec(script!)?.[0]).toBe(volumes.exec(compose.services.s3!.command[0]!)![0]);
    },
  );

  test.runIf(overlay === 'single-node')('Redis is told itself when it is to end', () => {
    const [script] = named('StatefulSet', 'redis')!.spec.template.spec.containers[0]!.args!;
    expect(script).not.toContain('|');
    expect(script).toMatch(/&& exec redis-server \/tmp\/redis\.conf$/);
  });

  test.runIf(overlay === 'three-node')('the proxy of Redis knows each node by its whole name', () => {
    const { metadata, spec } = named('StatefulSet', 'redis')!;
    const scripts = resources.find(({ data }) => data?.['haproxy.cfg'])!;
    const servers = [...scripts.data!['haproxy.cfg']!.matchAll(/^ {2}server \S+ (\S+)$/gm)].map(([, server]) => server);
    const names = Array.from({ length: spec.replicas! }, (_, i) => `redis-${i}.redis-nodes`);
    expect(servers).toEqual(names.map((name) => `${name}.${metadata.namespace}.svc.cluster.local:6379`));
  });
});

test('images of stores are those of Docker Compose', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  for (const store of ['postgres', 'nats', 'redis', 's3'])
    expect(text).toContain(`image: ${compose.services[store]!.image}\n`);
  const [, postgres] = /^postgres:(\d+\.\d+)-/.exec(compose.services.postgres!.image)!;
  expect(text).toContain(`imageName: ghcr.io/cloudnative-pg/postgresql:${postgres}-`);
});
