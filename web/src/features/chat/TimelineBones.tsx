import { For } from 'solid-js';
import { words } from '../../lib/strings.ts';
import './TimelineBones.css';

const lines = [62, 84, 40, 71, 55, 78, 33];

/** A timeline that loads, in the geometry of a loaded one. */
export function TimelineBones() {
  return (
    <div class="timeline-bones" aria-busy="true" aria-label={words.chat.loadingOlder} role="status">
      <For each={lines}>{(width) => <RunBones width={width} />}</For>
    </div>
  );
}

/** Stands above the oldest loaded message while there are older ones. */
export function OlderBones() {
  return (
    <div class="older-bones" aria-hidden="true">
      <RunBones width={58} />
      <RunBones width={76} />
    </div>
  );
}

function RunBones(props: { width: number }) {
  return (
    <div class="run-bones">
      <span class="bone run-bone-face" />
      <span class="bone run-bone-name" />
      <span class="bone run-bone-line" style={{ width: `${props.width}%` }} />
    </div>
  );
}
