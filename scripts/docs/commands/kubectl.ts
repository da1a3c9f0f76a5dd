import { filesOf } from '../pages.ts';
import { node } from './node.ts';
import { missing } from './paths.ts';
import type { Rule } from './rule.ts';

const manifests = filesOf('.yaml', '.yml')
  .filter(({ path }) => path.startsWith('deploy/k8s/'))
  .map(({ text }) => text)
  .join('\n---\n');

/** Everywhere in the manifests that a name may stand. */
const named = (name: string): string | undefined =>
  new RegExp(`\\b(name|namespace|app\\.kubernetes\\.io/name): "?${name}"?\\s`).test(`${manifests}\n`)
    ? undefined
    : `no manifest has ${name}`;
const mentioned = (text: string): string | undefined =>
  manifests.includes(text) ? undefined : `no manifest has ${text}`;

export const kubectl: Rule = (args, site) => {
  const words = args.filter((word) => !word.startsWith('-'));
  const valueFor = (flag: string) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
  const [verb, kind, name] = words.filter((word) => word !== valueFor('-n'));
  const [namespace, folder] = [valueFor('-n'), valueFor('-k')];
  return (
    (namespace === undefined ? undefined : named(namespace)) ??
    ofVerb(verb, { kind, name, words, folder, labels: valueFor('-l') }, site) ??
    (namespace === undefined && folder === undefined && within.includes(verb!)
      ? `kubectl ${verb} looks into no namespace of ours`
      : undefined)
  );
};

/** What is done to something in a namespace. */
const within = ['get', 'wait', 'delete', 'exec', 'cp', 'logs'];

type Said = { words: string[] } & Record<'kind' | 'name' | 'folder' | 'labels', string | undefined>;

function ofVerb(verb: string | undefined, { kind, name, words, folder, labels }: Said, site: { folder: string }) {
  switch (verb) {
    case 'apply':
      return folder === undefined ? undefined : missing(`${folder}/kustomization.yaml`, site);
    case 'create':
      return named(kind === 'secret' ? words.at(words.indexOf('generic') + 1)! : name!);
    // Namespaces of others, with a label that our policies know.
    case 'label':
      return mentioned(words.at(-1)!.split('=')[0]!);
    case 'get':
      return labels?.endsWith('=SERVICE') ? mentioned(labels.split('=')[0]!) : labelled(labels);
    case 'wait':
      return named(words.find((word) => word.includes('/'))!.split('/')[1]!);
    case 'delete':
      return folder === undefined ? named(name!) : missing(`${folder}/kustomization.yaml`, site);
    case 'logs':
      return pod(kind!);
    case 'exec':
      return pod(kind!) ?? node(words.slice(words.indexOf('node') + 1), site);
    case 'cp':
      return pod(kind!.split(':')[0]!);
    default:
      return `kubectl ${verb} has no rule`;
  }
}

/** One of a StatefulSet, by its number. */
const pod = (name: string): string | undefined => named(name.replace(/-\d$/, ''));

const labelled = (labels = ''): string | undefined => mentioned(labels.replace('=', ': '));
