import type { Attachment } from '@messenger/proto';
import type { LocalImage } from '@messenger/sync';
import { createMemo, For } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { boxOf } from './layout.ts';
import { LocalPicture, Picture } from './Picture.tsx';
import './Images.css';

type Props = {
  attachments: readonly Attachment[];
  /** Images of a message on its way that the server does not have yet; they stand behind the others. */
  files?: readonly LocalImage[] | undefined;
  /** Who sent them. */
  author: string;
  onOpen: (index: number, from: HTMLElement) => void;
};

/** The images of a message in one box, whose size is known before any of them is there. */
export function ImageGrid(props: Props) {
  const count = () => props.attachments.length + (props.files?.length ?? 0);
  const box = createMemo(() => boxOf([...props.attachments, ...(props.files ?? [])]));
  const label = (index: number) => words.chat.imageBy(props.author, index + 1, count());
  return (
    <ul
      class="images"
      data-count={count()}
      style={{ '--width': `${box().width}px`, '--ratio': `${box().ratio}` }}
      aria-label={words.chat.photo(count())}
    >
      <For each={props.attachments}>
        {(image, index) => (
          <li>
            <Picture
              image={image}
              side={count() === 1 ? 440 : 220}
              label={label(index())}
              onOpen={(from) => props.onOpen(index(), from)}
            />
          </li>
        )}
      </For>
      <For each={props.files}>
        {(image, index) => (
          <li>
            <LocalPicture image={image} label={label(props.attachments.length + index())} />
          </li>
        )}
      </For>
    </ul>
  );
}
