import ImagePlus from 'lucide-solid/icons/image-plus';
import { createSignal, onCleanup, onMount, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import './DropPlace.css';

/** Takes files that are dropped anywhere on the page, and shows that it would while they are over it. */
export function DropPlace(props: { onDrop: (files: File[]) => void }) {
  const [over, setOver] = createSignal(false);
  /** Each element tells of what enters and leaves it; outside are those who have told equally often. */
  let depth = 0;
  const withFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
  const count = (event: DragEvent, by: number) => {
    if (!withFiles(event)) return;
    depth = Math.max(0, depth + by);
    setOver(depth > 0);
  };
  const listeners = {
    dragenter: (event: DragEvent) => count(event, 1),
    dragleave: (event: DragEvent) => count(event, -1),
    dragover: (event: DragEvent) => withFiles(event) && event.preventDefault(),
    drop: (event: DragEvent) => {
      if (!withFiles(event)) return;
      // Else the browser would leave the page for the file.
      event.preventDefault();
      depth = 0;
      setOver(false);
      props.onDrop([...(event.dataTransfer?.files ?? [])]);
    },
  };
  onMount(() => {
    for (const [name, listener] of Object.entries(listeners))
      document.addEventListener(name, listener as EventListener);
  });
  onCleanup(() => {
    for (const [name, listener] of Object.entries(listeners))
      document.removeEventListener(name, listener as EventListener);
  });
  return (
    <Show when={over()}>
      <div class="drop-place">
        <p>
          <ImagePlus size={20} />
          {words.chat.dropHere}
        </p>
      </div>
    </Show>
  );
}
