import { dirname, join } from 'node:path/posix';

/** One source file, by its path from the repository's root. */
export type Source = { path: string; text: string };
/** `from`: a package's name, or a path from the root. */
export type Import = { from: string; typeOnly: boolean };

const comments = /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/[^\n]*/g;
const clause = String.raw`(type\s+)?(\*(?:\s+as\s+[\w$]+)?|[\w$]*\s*,?\s*\{[^}]*\}|[\w$]+)\s*from\s*`;
const imports = new RegExp(
  String.raw`(?:^|\n)\s*(?:import|export)\s+${clause}['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]`,
  'g',
);

/** What a file imports or exports from elsewhere, in whatever form. */
export function importsOf({ path, text }: Source): Import[] {
  return [...text.replaceAll(comments, '').matchAll(imports)].map(([, type, names, from, bare, dynamic]) => {
    const target = (from ?? bare ?? dynamic)!;
    const listed = names?.match(/^\{([\s\S]*)\}$/)?.[1]?.split(',');
    const onlyTypes = listed?.every((name) => name.trim() === '' || name.trim().startsWith('type ')) ?? false;
    return {
      from: target.startsWith('.') ? join(dirname(path), target) : target,
      typeOnly: from !== undefined && (type !== undefined || onlyTypes),
    };
  });
}

/** What is there without an import, and not the same twice. */
const impure = [
  /\bDate\.now\b|\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /(?<![.\w])(?:crypto|performance|process|console)\./,
  /(?<![.\w])(?:fetch|setTimeout|setInterval|setImmediate)\(/,
];

const isTest = (path: string) => /\.test\.tsx?$/.test(path) || /^(packages|services)\/[^/]+\/test\//.test(path);
const serviceOf = (path: string) => path.match(/^services\/([^/]+)\//)?.[1];
const workspaceName = (from: string) => from.match(/^@messenger\/([^/]+)/)?.[1];
const packageFolder = (path: string) => path.match(/^(?:proto|web|(?:packages|services)\/[^/]+)\//)?.[0];

const domainOf = (path: string) => path.match(/^services\/[^/]+\/src\/domain\//)?.[0];
const isPure = 'domain/ is pure: no I/O, no clock, no logger';

/** The rule that an import of this file breaks, or undefined. */
function brokenBy({ from, typeOnly }: Import, path: string, services: readonly string[]): string | undefined {
  const own = serviceOf(path);
  const workspace = workspaceName(from);
  const service = serviceOf(from) ?? services.find((name) => workspace === name);
  if (service && service !== own && packageFolder(path)) return 'a service is imported by nobody but itself';
  if (isTest(path)) return undefined;

  const domain = domainOf(path);
  if (domain && !typeOnly && !from.startsWith(domain) && from !== '@messenger/proto') return isPure;
  if (path.startsWith('proto/') && !from.startsWith('proto/') && !from.startsWith('@sinclair/typebox'))
    return 'proto depends on TypeBox alone';
  if (path.startsWith('web/src/') && workspace && !['proto', 'sync', 'markup'].includes(workspace))
    return 'web knows proto, sync and markup alone';
  if (path.startsWith('packages/sync/') && workspace && !['proto', 'markup'].includes(workspace))
    return 'sync knows proto and markup alone';
  if (packageFolder(from) && packageFolder(from) !== packageFolder(path)) return 'packages are imported by name';
  return undefined;
}

/** What a file does that the architecture forbids: one sentence each. `services` are the names of all services. */
export function violations(source: Source, services: readonly string[]): string[] {
  const { path } = source;
  const found = importsOf(source).flatMap((one) => {
    const rule = brokenBy(one, path, services);
    return rule ? [`${path} imports ${one.from}: ${rule}`] : [];
  });
  if (isTest(path)) return found;
  const text = source.text.replaceAll(comments, '');
  const subject = text.match(/['"`](?:evt|cmd|query|rt)\.[^'"`\n]*/)?.[0];
  if (subject && path !== 'proto/src/subjects.ts')
    found.push(`${path} contains ${subject}: only proto/src/subjects.ts knows the text of subjects`);
  const outside = domainOf(path) ? impure.flatMap((one) => text.match(one) ?? []) : [];
  found.push(...outside.map((one) => `${path} contains ${one}: ${isPure}`));
  if (serviceOf(path) && /\bprocess\.exit\(/.test(text))
    found.push(`${path}: a service ends by releasing what it holds, never by process.exit`);
  return found;
}
