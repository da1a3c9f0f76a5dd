import type { Json } from './published.ts';

type Message = {
  title: string;
  summary: string;
  payload: Json;
  examples: { payload: unknown }[];
  tags?: { name: string }[];
};
type Operation = { description?: string; messages: { $ref: string }[]; reply?: { messages: { $ref: string }[] } };

const classes: Record<string, string> = {
  numbered: 'Numbered: the steps of a chat’s versions',
  state: 'State: the latest wins',
  ephemeral: 'Ephemeral: may be lost',
  stream: 'About the connection',
};

/** The AsyncAPI document as one page without scripts. */
export function socketPage(document: Json): string {
  const { messages } = document.components as { messages: Record<string, Message> };
  const operations = Object.values(document.operations as Record<string, Operation>);
  const named = ({ $ref }: { $ref: string }) => messages[$ref.split('/').at(-1)!]!;
  const asked = operations.filter((operation) => operation.reply);
  const pushes = operations
    .filter((operation) => !operation.reply)
    .flatMap((operation) => operation.messages.map(named));
  const { title, description } = document.info as { title: string; description: string };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(title)}</title>
<link rel="stylesheet" href="/docs/docs.css">
</head>
<body>
<header><a href="/docs">HTTP</a> <strong>Socket</strong> <a href="/docs/asyncapi.json">asyncapi.json</a></header>
<main>
<h1>${text(title)}</h1>
${description
  .split('\n\n')
  .map((paragraph) => `<p>${prose(paragraph)}</p>`)
  .join('\n')}
<h2>What a client sends</h2>
${asked.map((operation) => frameSection(operation, named)).join('\n')}
${Object.entries(classes)
  .map(([name, heading]) => `<h2>${text(heading)}</h2>\n${pushes.filter(ofClass(name)).map(messageSection).join('\n')}`)
  .join('\n')}
<h2>Schemas</h2>
${Object.entries((document.components as { schemas: Json }).schemas)
  .map(([name, schema]) => `<details id="${text(name)}"><summary>${text(name)}</summary>${code(schema)}</details>`)
  .join('\n')}
</main>
</body>
</html>
`;
}

const ofClass = (name: string) => (message: Message) => message.tags?.some((tag) => tag.name === name) ?? false;

function frameSection(operation: Operation, named: (ref: { $ref: string }) => Message): string {
  const [frame] = operation.messages.map(named);
  const [answer] = operation.reply!.messages.map(named);
  return `<section>
<h3 id="${text(frame!.title)}"><code>${text(frame!.title)}</code></h3>
<p>${prose(frame!.summary)}</p>
${code(frame!.examples[0]!.payload)}
<details><summary>Schema</summary>${code(frame!.payload)}</details>
<details><summary>Answer</summary>${code(answer!.examples[0]!.payload)}${code(answer!.payload)}</details>
<p>${prose(operation.description ?? '')}</p>
</section>`;
}

function messageSection({ title, summary, payload, examples }: Message): string {
  return `<section>
<h3 id="push.${text(title)}"><code>${text(title)}</code></h3>
<p>${prose(summary)}</p>
${code(examples[0]!.payload)}
<details><summary>Schema</summary>${code(payload)}</details>
</section>`;
}

const code = (value: unknown): string => `<pre tabindex="0">${text(JSON.stringify(value, undefined, 2))}</pre>`;

/** Text with what stands between backticks as code. */
const prose = (source: string): string => text(source).replace(/`([^`]+)`/g, '<code>$1</code>');

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (source: string): string => source.replace(/[&<>"]/g, (character) => escapes[character]!);
