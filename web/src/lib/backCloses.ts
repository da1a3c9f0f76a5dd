import { useIsRouting, useLocation, useNavigate } from '@solidjs/router';
import { createEffect, on } from 'solid-js';

type Cover = {
  /** Whether it covers the page just now. */
  shown: () => boolean;
  close: () => void;
  /** Shows it again for whoever comes back to it; without this they are led on to what it covered. */
  open?: () => void;
};

/** What each entry of the history has over its page. */
type Covers = Readonly<Record<string, true>>;
export const coversOf = (state: unknown): Covers => (state as { covers?: Covers } | null)?.covers ?? {};

/** Makes what covers a page an entry of the history, so that the way back closes it and stays on the page. */
export function createBackCloses(name: string, { shown, close, open }: Cover): void {
  const location = useLocation();
  const navigate = useNavigate();
  const isRouting = useIsRouting();
  const entered = () => coversOf(location.state)[name] === true;
  const leave = () => entered() && !shown() && !isRouting() && navigate(-1);
  createEffect(
    on(shown, (now, before) => {
      if (now && !entered()) {
        const state = { ...location.state, covers: { ...coversOf(location.state), [name]: true } };
        navigate(location.pathname, { state, scroll: false });
      }
      // Unless it was closed by a way to elsewhere, which takes its turn first.
      if (before && !now) setTimeout(leave);
    }),
  );
  createEffect(
    on(entered, (now, before) => {
      if (before && !now && shown()) close();
      if (now && !shown()) open ? open() : leave();
    }),
  );
}
