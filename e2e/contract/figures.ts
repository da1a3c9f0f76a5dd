import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const folder = join(import.meta.dirname, '../../deploy/observability');

/** What one expression reads: its metrics with the labels that they are chosen by, and the labels it groups by. */
export type Reading = { where: string; metrics: { name: string; labels: string[] }[]; groupedBy: string[] };

type Panel = { title: string; targets?: { expr: string }[] };

/** What dashboards and alerts read, expression by expression. */
export function expressions(): { where: string; expr: string }[] {
  const dashboards = join(folder, 'grafana/dashboards');
  const panels = readdirSync(dashboards).flatMap((file) => {
    const { title, panels } = JSON.parse(readFileSync(join(dashboards, file), 'utf8')) as {
      title: string;
      panels: Panel[];
    };
    return panels.flatMap((panel) =>
      (panel.targets ?? []).map(({ expr }) => ({ where: `${title}: ${panel.title}`, expr })),
    );
  });
  const { groups } = parse(readFileSync(join(folder, 'alerts.yml'), 'utf8')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })));
  return [...panels, ...rules];
}

/** What Prometheus knows by itself, and the labels that it gives to all it asks for. */
const itsOwn = new Set(['up', 'ALERTS', 'or', 'unless', 'offset']);
const givenLabels = new Set(['job', 'service', 'instance', 'le']);

/** Taken apart: whatever is no function, no number and no label is a metric. */
export function readingOf({ where, expr }: { where: string; expr: string }): Reading {
  const groups = /\b(?:by|without)\s*\(([^)]*)\)/g;
  const bare = expr.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(/\[[^\]]*\]/g, '');
  const groupedBy = [...bare.matchAll(groups)].flatMap(([, labels]) => labels!.split(',').map((label) => label.trim()));
  const metrics = [...bare.replaceAll(groups, ' ').matchAll(/\b([a-zA-Z_]\w*)\b(?!\s*\()(?:\{([^}]*)\})?/g)]
    .map(([, name, selector = '']) => ({
      name: name!,
      labels: [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label!),
    }))
    .filter(({ name }) => !itsOwn.has(name));
  return { where, metrics, groupedBy };
}

/** The metrics of `/metrics`, by name, each with the labels of its samples. */
export function served(text: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, name, type] of text.matchAll(/^# TYPE (\S+) (\w+)$/gm)) {
    const suffixes = type === 'histogram' || type === 'summary' ? ['_bucket', '_sum', '_count'] : [''];
    for (const suffix of suffixes) found.set(`${name}${suffix}`, new Set());
  }
  for (const [, name, labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    for (const [, label] of labels.matchAll(/(\w+)="/g)) found.get(name!)?.add(label!);
  }
  return found;
}

/** What is read and not there, as sentences. */
export function missingFrom(texts: readonly string[]): string[] {
  const all = new Map<string, Set<string>>();
  for (const [name, labels] of texts.flatMap((text) => [...served(text)])) {
    all.set(name, new Set([...(all.get(name) ?? []), ...labels]));
  }
  const hasNot = (name: string, label: string) => {
    const labels = all.get(name);
    // A metric of which there is no sample yet has no labels to compare with.
    return labels && labels.size > 0 && !labels.has(label) && !givenLabels.has(label);
  };
  return expressions()
    .map(readingOf)
    .flatMap(({ where, metrics, groupedBy }) => [
      ...metrics.filter(({ name }) => !all.has(name)).map(({ name }) => `${where}: there is no ${name}`),
      ...metrics.flatMap(({ name, labels }) =>
        labels.filter((label) => hasNot(name, label)).map((label) => `${where}: ${name} has no label ${label}`),
      ),
      ...groupedBy
        .filter((label) => metrics.length > 0 && metrics.every(({ name }) => hasNot(name, label)))
        .map((label) => `${where}: nothing has the label ${label} to group by`),
    ]);
}
