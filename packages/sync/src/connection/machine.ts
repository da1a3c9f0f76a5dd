import { idle, type Link, type LinkEffect, type LinkEvent, step } from './link.ts';

type Options = {
  perform: (effect: LinkEffect) => void;
  /** Before the effects of a new phase: what was waited for in the last one is over. */
  leftPhase: () => void;
  onLink: (link: Link) => void;
};

/** Runs the state machine of `link.ts`: what happens while an effect is performed comes after it. */
export function createMachine({ perform, leftPhase, onLink }: Options) {
  let link = idle;
  const queue: LinkEvent[] = [];
  let busy = false;

  const handle = (event: LinkEvent) => {
    const [next, effects] = step(link, event);
    const moved = next !== link;
    if (next.phase !== link.phase) leftPhase();
    link = next;
    for (const effect of effects) perform(effect);
    if (moved) onLink(link);
  };
  return {
    link: (): Link => link,
    dispatch(event: LinkEvent): void {
      queue.push(event);
      if (busy) return;
      busy = true;
      for (let next = queue.shift(); next; next = queue.shift()) handle(next);
      busy = false;
    },
  };
}
