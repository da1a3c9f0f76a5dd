import { createSignal, onCleanup } from 'solid-js';
import { isRtl } from '../../lib/direction.ts';
import { fit, fitted, held, swipeOf, type View, zoomAt } from './zoom.ts';

type Input = {
  image: () => { width: number; height: number };
  onSwipe: (where: 'previous' | 'next' | 'close') => void;
  /** A click beside the image. */
  onBeside: () => void;
};
type Point = { x: number; y: number };

const doubleClickScale = 2.5;
/** Pixels that a click may move. */
const slip = 6;

/** Zooms and moves one image within a stage: wheel, double click, drag, pinch; a finger's swipe while it is whole. */
export function createStage({ image, onSwipe, onBeside }: Input) {
  const [view, setView] = createSignal<View>(fitted);
  const [size, setSize] = createSignal({ width: 0, height: 0 });
  /** A finger's way over an image that is whole: it follows. */
  const [drift, setDrift] = createSignal<Point>({ x: 0, y: 0 });
  const pointers = new Map<number, Point>();
  let moved = 0;
  let pinched = false;

  const shown = () => fit(image(), size());
  const look = (next: View) => setView(held(next, shown(), size()));
  const zoomTo = (scale: number, at: Point = { x: 0, y: 0 }) => look(zoomAt(view(), scale, at));

  const attach = (element: HTMLElement) => {
    const measure = new ResizeObserver(() => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
      look(view());
    });
    measure.observe(element);
    onCleanup(() => measure.disconnect());
    const fromMiddle = (event: MouseEvent): Point => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
    };
    const middle = (points: Point[]): Point => ({
      x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
      y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
    });
    const spread = ([a, b]: Point[]) => (a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0);

    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      if (pointers.size === 0) {
        moved = 0;
        pinched = false;
      }
      pointers.set(event.pointerId, fromMiddle(event));
    });
    element.addEventListener('pointermove', (event) => {
      const last = pointers.get(event.pointerId);
      if (!last) return;
      const now = fromMiddle(event);
      const before = [...pointers.values()];
      pointers.set(event.pointerId, now);
      moved += Math.hypot(now.x - last.x, now.y - last.y);
      if (pointers.size === 2) {
        pinched = true;
        const after = [...pointers.values()];
        const [from, to] = [middle(before), middle(after)];
        const zoomed = zoomAt(view(), (view().scale * spread(after)) / (spread(before) || 1), from);
        look({ ...zoomed, x: zoomed.x + to.x - from.x, y: zoomed.y + to.y - from.y });
      } else if (view().scale > 1) {
        look({ ...view(), x: view().x + now.x - last.x, y: view().y + now.y - last.y });
      } else if (event.pointerType !== 'mouse' && !pinched) {
        setDrift({ x: drift().x + now.x - last.x, y: drift().y + now.y - last.y });
      }
    });
    const release = (event: PointerEvent) => {
      if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
      const { x, y } = drift();
      setDrift({ x: 0, y: 0 });
      const where = event.type === 'pointerup' ? swipeOf(isRtl() ? -x : x, y) : undefined;
      if (where) onSwipe(where);
    };
    element.addEventListener('pointerup', release);
    element.addEventListener('pointercancel', release);
    element.addEventListener('click', (event) => {
      // The end of a drag is no click.
      if (event.target === element && moved <= slip) onBeside();
    });
    element.addEventListener('dblclick', (event) => {
      if (view().scale > 1) setView(fitted);
      else zoomTo(doubleClickScale, fromMiddle(event));
    });
    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        zoomTo(view().scale * Math.exp(-event.deltaY / 300), fromMiddle(event));
      },
      { passive: false },
    );
  };

  return {
    attach,
    view,
    shown,
    drift,
    zoomIn: () => zoomTo(view().scale * 1.6),
    zoomOut: () => zoomTo(view().scale / 1.6),
    reset: () => setView(fitted),
    moveBy: (x: number, y: number) => look({ ...view(), x: view().x + x, y: view().y + y }),
  };
}
