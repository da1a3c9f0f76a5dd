/**
 * Puts a text in the place of another as if it were typed: the change can be undone, and listeners are told. Then
 * selects a part of it, counted from its start; unless said, the caret stands behind it.
 */
export function replaceText(
  area: HTMLTextAreaElement,
  from: number,
  to: number,
  text: string,
  select: { from: number; to: number } = { from: text.length, to: text.length },
): void {
  area.focus();
  area.setSelectionRange(from, to);
  // Deprecated, and the only way that keeps the browser's undo; without it the value is set.
  const typed = document.execCommand(text === '' ? 'delete' : 'insertText', false, text);
  if (!typed) {
    area.setRangeText(text, from, to, 'end');
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  area.setSelectionRange(from + select.from, from + select.to);
}
