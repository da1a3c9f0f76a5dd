/**
 * Cuts what our manifests need out of Kubernetes' own OpenAPI document and the definitions of operators, so that they can
 * be checked without a cluster or a network:
 *   node deploy/k8s/schemas/cut.ts SWAGGER.json CRD.yaml… > deploy/k8s/schemas/schemas.json
 * The document: `kubectl get --raw /openapi/v2`, or api/openapi-spec/swagger.json of the Go module k8s.io/kubernetes; that of
 * CloudNativePG: config/crd/bases of its module. No field may be there that they do not know.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

type Schema = { [key: string]: unknown };
type Gvk = { group: string; version: string; kind: string };

const kinds = [
  'v1/ConfigMap',
  'v1/Namespace',
  'v1/Service',
  'apps/v1/Deployment',
  'apps/v1/StatefulSet',
  'autoscaling/v2/HorizontalPodAutoscaler',
  'batch/v1/Job',
  'networking.k8s.io/v1/Ingress',
  'networking.k8s.io/v1/NetworkPolicy',
  'policy/v1/PodDisruptionBudget',
];

const [swaggerFile, ...crdFiles] = process.argv.slice(2);
const swagger = JSON.parse(readFileSync(swaggerFile!, 'utf8')) as { definitions: Record<string, Schema> };
const definitions: Record<string, Schema> = {};
const roots: Record<string, Schema> = {};

/** Without what only people read; closed where the fields are named, open where any name may stand. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (schema === null || typeof schema !== 'object') return schema;
  const { description: _1, default: _2, ...rest } = schema as Schema;
  const kept = Object.entries(rest).filter(([key]) => !key.startsWith('x-kubernetes-'));
  const made = Object.fromEntries(
    kept.map(([key, value]) => [key, key === 'properties' ? fields(value) : strict(value)]),
  );
  const isOpen = 'additionalProperties' in made || (schema as Schema)['x-kubernetes-preserve-unknown-fields'];
  if ((schema as Schema)['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] };
  return made.properties && !isOpen ? { ...made, additionalProperties: false } : made;
}

/** Names of fields, which may be called `description` too. */
const fields = (value: unknown) =>
  Object.fromEntries(Object.entries(value as Schema).map(([name, schema]) => [name, strict(schema)]));

function take(name: string): void {
  if (definitions[name]) return;
  const schema = swagger.definitions[name]!;
  definitions[name] = /IntOrString$/.test(name)
    ? { type: ['integer', 'string'] }
    : /Quantity$/.test(name)
      ? { type: ['string', 'number'] }
      : (strict(schema) as Schema);
  for (const [, ref] of JSON.stringify(definitions[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) take(ref!);
}

for (const [name, schema] of Object.entries(swagger.definitions)) {
  for (const { group, version, kind } of (schema['x-kubernetes-group-version-kind'] ?? []) as Gvk[]) {
    const id = [group, version, kind].filter(Boolean).join('/');
    if (!kinds.includes(id)) continue;
    take(name);
    roots[id] = { $ref: `#/definitions/${name}` };
  }
}
const metadata = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
type Crd = {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; schema: { openAPIV3Schema: Schema & { properties: Record<string, Schema> } } }[];
  };
};
for (const file of crdFiles) {
  const { spec } = parse(readFileSync(file, 'utf8')) as Crd;
  for (const { name: version, schema } of spec.versions) {
    const { status: _, ...properties } = schema.openAPIV3Schema.properties;
    const closed = strict({ ...schema.openAPIV3Schema, properties }) as { properties: Schema };
    closed.properties.metadata = { $ref: `#/definitions/${metadata}` };
    roots[`${spec.group}/${version}/${spec.names.kind}`] = closed;
  }
}
console.log(JSON.stringify({ kinds: roots, definitions }));
