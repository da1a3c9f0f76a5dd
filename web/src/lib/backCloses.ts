import { useIsRouting, useLocation, useNavigate } from '@solidjs/router';
import { createEffect, createSignal, on } from 'solid-js';

type Cover = {
  /** Whether it covers the page just now. */
  shown: () => boolean;
  close: () => void;
  /** Shows it again for whoever comes back to it; without this they are led on to what it covered. */
  open?: () => void;
};

/** What each entry of the history has over its page, in the order in which it came. */
type Covers = Readonly<Record<string, true>>;
const coversOf = (state: unknown): Covers => (state as { covers?: Covers } | null)?.covers ?? {};

/** Makes what covers a page an entry of the history, so that the way back closes it and stays on the page. */
export function createBackCloses(name: string, { shown, close, open }: Cover): void {
  const location = useLocation();
  const navigate = useNavigate();
  const isRouting = useIsRouting();
  const entered = () => coversOf(location.state)[name] === true;
  const isTop = () => Object.keys(coversOf(location.state)).at(-1) === name;
  /** Its entry is one's place until the way back has come to its end. */
  let leaving = false;
  const enter = () => {
    const state = { ...location.state, covers: { ...coversOf(location.state), [name]: true } };
    navigate(location.pathname, { state, scroll: false });
  };
  const leave = () => {
    if (leaving || shown() || !isTop() || isRouting()) return;
    leaving = true;
    navigate(-1);
  };
  createEffect(
    on(shown, (now, before) => {
      if (now && !entered()) enter();
      // Unless it was closed by a way to elsewhere, which takes its turn first.
      if (before && !now) setTimeout(leave);
    }),
  );
  createEffect(
    on([entered, () => location.state], ([now], before) => {
      // Opened again on the way back, it has no entry any more.
      if (before?.[0] && !now && shown()) leaving ? enter() : close();
      leaving = false;
      if (now && !before?.[0] && !shown()) open?.();
    }),
  );
  createEffect(on(isRouting, leave));
}

/** Does something once nothing covers the page: what was closed is the entry that one is at for a moment more. */
export function createUncovered(): (act: () => void) => void {
  const location = useLocation();
  const [waiting, setWaiting] = createSignal<() => void>();
  createEffect(() => {
    const act = waiting();
    if (!act || Object.keys(coversOf(location.state)).length > 0) return;
    setWaiting(undefined);
    act();
  });
  return (act) => void setWaiting(() => act);
}
