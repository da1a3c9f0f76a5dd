import type { TObject, TSchema } from '@sinclair/typebox';
import { tableOf } from './markdown.ts';
import { common, type Section, sections, startVariables } from './variables.ts';

/** Variables that say nothing of themselves, by section. */
export function undocumented(): string[] {
  return sections.flatMap(({ title, config }) =>
    Object.entries<TSchema>(config.properties)
      .filter(([name, property]) => meaningOf(name, property) === undefined)
      .map(([name]) => `${title}: ${name}`),
  );
}

/** Every variable that the page has. */
export const documented = (): Set<string> =>
  new Set([...sections.flatMap(({ config }) => Object.keys(config.properties)), ...Object.keys(startVariables)]);

/** The page `docs/reference/environment.md`, from the very schemas that read the environment. */
export function environmentPage(): string {
  const start = Object.entries(startVariables).map(([name, { value = '', meaning }]) => [code(name), value, meaning]);
  return `# Environment

Made by \`pnpm reference\` from the schemas that each program reads its environment with; a test fails when it is not. Whatever
is missing or wrong is named when a program starts, all at once. Numbers are plain; on and off are \`true\` and \`false\`.

## \`npm start\` and \`npm test\`

${tableOf(head, start)}

Everything else that is set goes on to the services.
${sections.map(sectionText).join('')}`;
}

const head = ['variable', 'default', 'meaning'];
const code = (text: string) => `\`${text}\``;

function sectionText({ title, text, config }: Section): string {
  const rows = Object.entries<TSchema>(config.properties).map(([name, property]) => [
    code(name),
    defaultOf(property, config, name),
    sentenceOf(name, property),
  ]);
  return `\n## ${title}\n\n${text}\n\n${tableOf(head, rows)}\n`;
}

function defaultOf(property: TSchema, { required = [] }: TObject, name: string): string {
  if (property.default !== undefined) return property.default === '' ? 'empty' : String(property.default);
  return required.includes(name) ? '**must be set**' : '';
}

const meaningOf = (name: string, property: TSchema): string | undefined => property.description ?? common[name];

function sentenceOf(name: string, property: TSchema): string {
  const { minimum, maximum, minLength } = property;
  const range =
    maximum !== undefined
      ? `${minimum ?? 0} to ${maximum}`
      : minimum !== undefined && minimum > 0
        ? `at least ${minimum}`
        : minLength > 1
          ? `at least ${minLength} characters`
          : '';
  return [meaningOf(name, property) ?? '', range].filter(Boolean).join('; ').replaceAll('|', '\\|');
}
