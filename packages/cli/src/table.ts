import { printable } from './printable.ts';

/** Columns as wide as their widest cell; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const width = head.map((name, i) => Math.max(name.length, ...rows.map((row) => String(row[i] ?? '').length)));
  const shown = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : printable(cell))));
  const line = (row: readonly (string | number)[]) =>
    row
      .map((cell, i) => (typeof cell === 'number' ? String(cell).padStart(width[i]!) : cell.padEnd(width[i]!)))
      .join('  ')
      .trimEnd();
  return [line(head), ...shown.map(line)].join('\n');
}
