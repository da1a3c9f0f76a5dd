import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'deploy/observability');
const load = <T>(file: string) => parse(readFileSync(join(folder, file), 'utf8')) as T;

type Alert = { alert: string; labels: { severity: string }; annotations: { runbook: string } };
type AlertTest = { alertname: string; exp_alerts: unknown[] };
const alerts = load<{ groups: { rules: Alert[] }[] }>('alerts.yml').groups.flatMap(({ rules }) => rules);
const tested = load<{ tests: { alert_rule_test: AlertTest[] }[] }>('alerts.test.yml').tests.flatMap(
  (one) => one.alert_rule_test,
);

test('each alert has a runbook that is about it, and each runbook an alert', () => {
  const runbooks = readdirSync(join(root, 'docs/runbooks')).filter((file) => file !== 'README.md');
  expect(alerts.map(({ annotations }) => annotations.runbook).sort()).toEqual(
    runbooks.map((file) => `docs/runbooks/${file}`).sort(),
  );
  const list = readFileSync(join(root, 'docs/runbooks/README.md'), 'utf8');
  for (const { alert, annotations, labels } of alerts) {
    expect(existsSync(join(root, annotations.runbook)), alert).toBe(true);
    expect(readFileSync(join(root, annotations.runbook), 'utf8')).toMatch(new RegExp(`^# ${alert}\n`));
    expect(list).toContain(`[${alert}](${annotations.runbook.replace('docs/runbooks/', '')})`);
    expect(['page', 'ticket']).toContain(labels.severity);
  }
});

test('each alert has a test in which it is silent, and one in which it fires', () => {
  for (const { alert } of alerts) {
    const own = tested.filter(({ alertname }) => alertname === alert);
    expect(
      own.some(({ exp_alerts }) => exp_alerts.length === 0),
      `${alert} silent`,
    ).toBe(true);
    expect(
      own.some(({ exp_alerts }) => exp_alerts.length > 0),
      `${alert} fires`,
    ).toBe(true);
  }
});

test('Prometheus asks every service', () => {
  type Config = { scrape_configs: { dns_sd_configs?: { names: string[]; port: number }[] }[] };
  const asked = load<Config>('prometheus.yml').scrape_configs.flatMap(({ dns_sd_configs = [] }) => dns_sd_configs);
  expect(asked.flatMap(({ names }) => names).sort()).toEqual(readdirSync(join(root, 'services')).sort());
  const dockerfile = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');
  for (const { port } of asked) expect(dockerfile).toContain(`HEALTH_PORT=${port}`);
});

test('on Kubernetes it may find the pods that it asks, and no more', () => {
  type Config = { scrape_configs: { kubernetes_sd_configs?: { role: string; namespaces: { names: string[] } }[] }[] };
  const found = load<Config>('prometheus.kubernetes.yml').scrape_configs.flatMap(
    (one) => one.kubernetes_sd_configs ?? [],
  );
  const text = readFileSync(join(folder, 'prometheus.rbac.yaml'), 'utf8');
  const [role, binding] = parseAllDocuments(text).map((document) => document.toJS());
  expect(role.rules).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }]);
  for (const { metadata } of [role, binding]) expect([metadata.namespace]).toEqual(found[0]!.namespaces.names);
  expect(binding.roleRef).toMatchObject({ kind: role.kind, name: role.metadata.name });
});

test('on Kubernetes it asks every service by the same names', () => {
  type Rule = { source_labels: string[]; target_label?: string; regex?: string; action?: string };
  type Config = { scrape_configs: { job_name: string; kubernetes_sd_configs?: unknown; relabel_configs: Rule[] }[] };
  const { job_name, relabel_configs, kubernetes_sd_configs } = load<Config>(
    'prometheus.kubernetes.yml',
  ).scrape_configs.find((job) => job.kubernetes_sd_configs)!;
  expect(job_name).toBe('messenger');
  const sources = (found: (rule: Rule) => boolean) => relabel_configs.find(found)?.source_labels;
  expect(sources((rule) => rule.target_label === 'service')).toEqual([
    '__meta_kubernetes_pod_label_app_kubernetes_io_name',
  ]);
  expect(sources((rule) => rule.regex === 'health')).toEqual(['__meta_kubernetes_pod_container_port_name']);
  expect(JSON.stringify(kubernetes_sd_configs)).toContain('app.kubernetes.io/component=service');
  for (const name of readdirSync(join(root, 'services'))) {
    const { metadata, spec } = parse(readFileSync(join(root, `deploy/k8s/base/services/${name}.yaml`), 'utf8')).spec
      .template as {
      metadata: { labels: Record<string, string> };
      spec: { containers: { ports: { name: string }[] }[] };
    };
    expect(metadata.labels).toMatchObject({
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/component': 'service',
    });
    expect(spec.containers[0]!.ports.filter((port) => port.name === 'health')).toHaveLength(1);
  }
});

test('there are four dashboards, each with a place of its own', () => {
  const dashboards = join(folder, 'grafana/dashboards');
  const uids = readdirSync(dashboards).map((file) => JSON.parse(readFileSync(join(dashboards, file), 'utf8')).uid);
  expect(uids.sort()).toEqual(['messenger-doors', 'messenger-log', 'messenger-media', 'messenger-users']);
});

const promtool = (...args: string[]) => execFileSync('promtool', args, { cwd: folder, encoding: 'utf8' });
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

describe.skipIf(!hasPromtool)('with promtool', { timeout: 60_000 }, () => {
  test('every alert fires when it should, and says what it should', () => {
    expect(promtool('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
  });

  test('the rules and the configuration are valid', () => {
    expect(promtool('check', 'rules', 'alerts.yml')).toContain(`${alerts.length} rules found`);
    // The rules lie elsewhere in the container.
    expect(promtool('check', 'config', '--syntax-only', 'prometheus.yml')).toContain('SUCCESS');
  });
});
