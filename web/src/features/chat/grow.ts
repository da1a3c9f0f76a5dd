const grownByCss = CSS.supports('field-sizing', 'content');

/** Fits a text area to its text where the browser does not by itself. `around` keeps its height while it is measured. */
export function fitToText(area: HTMLTextAreaElement, around: HTMLElement): void {
  if (grownByCss) return;
  around.style.minHeight = `${around.offsetHeight}px`;
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight}px`;
  around.style.minHeight = '';
}
