import { type Block, type Inline, parse } from '@messenger/markup';
import { createMemo, For } from 'solid-js';
import './Markup.css';

/** A message's text as `docs/markup.md` says: elements and text nodes only, never HTML from the text. */
export function Markup(props: { text: string }) {
  const blocks = createMemo(() => parse(props.text));
  return <Blocks blocks={blocks()} />;
}

function Blocks(props: { blocks: Block[] }) {
  return <For each={props.blocks}>{(block) => blockElement(block)}</For>;
}

function blockElement(block: Block) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p dir="auto">
          <Inlines nodes={block.inline} />
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case 'code':
      return (
        <pre data-lang={block.lang} tabindex="0">
          <code>{block.lines.map((line) => line.text).join('\n')}</code>
        </pre>
      );
    case 'list': {
      const items = () => (
        <For each={block.items}>
          {(item) => (
            <li value={item.number} dir="auto">
              <Inlines nodes={item.inline} />
            </li>
          )}
        </For>
      );
      return block.ordered ? <ol>{items()}</ol> : <ul>{items()}</ul>;
    }
  }
}

function Inlines(props: { nodes: Inline[] }) {
  return <For each={props.nodes}>{(node) => inlineElement(node)}</For>;
}

function inlineElement(node: Inline) {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'break':
      return <br />;
    case 'code':
      return <code>{node.text}</code>;
    case 'strong':
      return (
        <strong>
          <Inlines nodes={node.inline} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Inlines nodes={node.inline} />
        </em>
      );
    case 'link':
      return (
        <a href={node.href} title={node.href} target="_blank" rel="noopener noreferrer nofollow">
          <Inlines nodes={node.inline} />
        </a>
      );
  }
}
