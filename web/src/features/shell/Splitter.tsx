import { alongLine, isRtl } from '../../lib/direction.ts';
import { storage } from '../../lib/storage.ts';
import { words } from '../../lib/strings.ts';
import './Splitter.css';

const least = 240;
const most = 440;
const usual = 304;

const fit = (width: number) => Math.round(Math.min(most, Math.max(least, width)));

export function savedWidth(): number {
  return fit(Number(storage.getItem('list-width')) || usual);
}

/** The edge between list and chat: dragged, moved with the arrow keys, double-clicked back to its place. */
export function Splitter(props: { width: number; onWidth: (width: number) => void }) {
  const set = (width: number) => {
    props.onWidth(fit(width));
    storage.setItem('list-width', String(fit(width)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -16, ArrowRight: 16, Home: least - props.width, End: most - props.width }[
      alongLine(event.key)
    ];
    if (step === undefined) return;
    event.preventDefault();
    set(props.width + step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> takes no focus; this is the window-splitter pattern
    <div
      class="splitter"
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label={words.shell.resizeList}
      aria-valuenow={props.width}
      aria-valuemin={least}
      aria-valuemax={most}
      onKeyDown={onKeyDown}
      onDblClick={() => set(usual)}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          set(isRtl() ? innerWidth - event.clientX : event.clientX);
      }}
    />
  );
}
