/** How an image lies on the stage: times its fitted size, and its middle's distance from the stage's, in px. */
export type View = { scale: number; x: number; y: number };
type Point = { x: number; y: number };
type Size = { width: number; height: number };

export const fitted: View = { scale: 1, x: 0, y: 0 };
export const maxScale = 6;

/** The size at which all of an image is seen, never beyond its own. */
export function fit(image: Size, stage: Size): Size {
  const scale = Math.min(1, stage.width / image.width, stage.height / image.height);
  return { width: image.width * scale, height: image.height * scale };
}

/** Another scale; what is under the point stays under it. The point counts from the stage's middle. */
export function zoomAt(view: View, scale: number, at: Point): View {
  const next = Math.min(maxScale, Math.max(1, scale));
  const by = next / view.scale;
  return { scale: next, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

/** The nearest view in which the image covers the stage as far as it can, and is in the middle where it cannot. */
export function held(view: View, image: Size, stage: Size): View {
  const hold = (at: number, length: number, room: number) => {
    const most = Math.max(0, (length * view.scale - room) / 2);
    return Math.min(most, Math.max(-most, at)) || 0;
  };
  return {
    scale: view.scale,
    x: hold(view.x, image.width, stage.width),
    y: hold(view.y, image.height, stage.height),
  };
}

/** What a finger meant that moved over an image which is seen whole, in a page that reads from left to right. */
export function swipeOf(dx: number, dy: number): 'previous' | 'next' | 'close' | undefined {
  if (Math.abs(dx) > 60 && Math.abs(dx) > 1.5 * Math.abs(dy)) return dx < 0 ? 'next' : 'previous';
  return dy > 100 && dy > 1.5 * Math.abs(dx) ? 'close' : undefined;
}
