import { onMount } from 'solid-js';
import { thumbHashToRGBA } from 'thumbhash';

/** A blurred picture of some 30 px out of a few bytes, stretched over its box; a canvas, since no URL is needed then. */
export function Placeholder(props: { hash: string }) {
  let canvas: HTMLCanvasElement | undefined;
  onMount(() => {
    try {
      const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(props.hash), (sign) => sign.charCodeAt(0)));
      if (!canvas) return;
      canvas.width = w;
      canvas.height = h;
      canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
    } catch {
      // Bytes that are no placeholder leave the plain box.
    }
  });
  return (
    <canvas
      class="image-placeholder"
      ref={(element) => {
        canvas = element;
      }}
    />
  );
}
