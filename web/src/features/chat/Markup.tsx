import { type Block, type Inline, parse } from '@messenger/markup';
import { createMemo, For } from 'solid-js';
import { ownPath } from '../../lib/own-path.ts';
import { MentioningText } from '../mentions/MentioningText.tsx';
import { MessageLink } from './MessageLink.tsx';
import './Markup.css';

/** A message's text as `docs/markup.md` says: elements and text nodes only, never HTML from the text. */
export function Markup(props: { text: string }) {
  const blocks = createMemo(() => parse(props.text));
  return <Blocks blocks={blocks()} />;
}

/** A text that is parsed already. */
export function Blocks(props: { blocks: Block[] }) {
  return <For each={props.blocks}>{(block) => blockElement(block, 'auto')}</For>;
}

/** A block is written the way of its first letters; what is within one follows it, lest its marks stand elsewhere. */
function blockElement(block: Block, dir?: 'auto') {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p dir={dir}>
          <Inlines nodes={block.inline} />
        </p>
      );
    case 'quote':
      return (
        <blockquote dir={dir}>
          <For each={block.blocks}>{(within) => blockElement(within)}</For>
        </blockquote>
      );
    case 'code':
      return (
        <pre data-lang={block.lang} dir="ltr" tabindex="0">
          <code>{block.lines.map((line) => line.text).join('\n')}</code>
        </pre>
      );
    case 'list': {
      const items = () => (
        <For each={block.items}>
          {(item) => (
            <li value={item.number}>
              <Inlines nodes={item.inline} />
            </li>
          )}
        </For>
      );
      return block.ordered ? <ol dir={dir}>{items()}</ol> : <ul dir={dir}>{items()}</ul>;
    }
  }
}

/** `within`: a link, which holds no other. */
function Inlines(props: { nodes: Inline[]; within?: 'link' | undefined }) {
  return <For each={props.nodes}>{(node) => inlineElement(node, props.within)}</For>;
}

function inlineElement(node: Inline, within: 'link' | undefined) {
  switch (node.kind) {
    case 'text':
      return within || !node.text.includes('@') ? node.text : <MentioningText text={node.text} />;
    case 'break':
      return <br />;
    case 'code':
      return <code dir="auto">{node.text}</code>;
    case 'strong':
      return (
        <strong>
          <Inlines nodes={node.inline} within={within} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Inlines nodes={node.inline} within={within} />
        </em>
      );
    case 'link': {
      const label = () => <Inlines nodes={node.inline} within="link" />;
      const own = ownPath(node.href, location.origin);
      const rel = 'noopener noreferrer nofollow';
      if (own !== undefined) {
        return (
          <MessageLink href={own} title={node.href} rel={rel}>
            {label()}
          </MessageLink>
        );
      }
      return (
        <a href={node.href} title={node.href} target="_blank" rel={rel}>
          {label()}
        </a>
      );
    }
  }
}
