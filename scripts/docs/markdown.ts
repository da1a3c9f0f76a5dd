/** A fenced block, which may stand indented in a list. */
const fence = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;

/** The page without its fenced code, line for line. */
const sentencesOf = (page: string): string => page.replaceAll(fence, (code) => code.replaceAll(/[^\n]/g, ''));
const prose = (page: string): string => sentencesOf(page).replaceAll(/`[^`\n]*`/g, 'code');

/** Where links and images of a page lead, with the line that each stands in. */
export function linksOf(page: string): { target: string; line: number }[] {
  return prose(page)
    .split('\n')
    .flatMap((text, index) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => ({ target: target!, line: index + 1 })),
    );
}

export type CodeBlock = { language: string; text: string; line: number };

/** Fenced blocks, with the line that their code begins in. */
export function codeBlocksOf(page: string): CodeBlock[] {
  return [...page.matchAll(fence)].map(({ 2: language, 3: text, index }) => ({
    language: language!,
    text: text!,
    line: lineAt(page, index) + 1,
  }));
}

/** Code in a sentence, which may go over the end of a line. */
export function inlineCodeOf(page: string): { text: string; line: number }[] {
  const sentences = sentencesOf(page);
  return [...sentences.matchAll(/`([^`]+)`/g)].map(({ 1: text, index }) => ({
    text: text!.replaceAll(/\s+/g, ' '),
    line: lineAt(sentences, index),
  }));
}

const lineAt = (page: string, index: number): number => page.slice(0, index).split('\n').length;

/** The anchors that headings get where pages are shown. */
export function anchorsOf(page: string): Set<string> {
  const headings = sentencesOf(page).matchAll(/^#{1,6} (.+)$/gm);
  return new Set([...headings].map(([, title]) => anchorOf(title!)));
}

const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** A table with columns as wide as their widest cell. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = head.map((name, i) => Math.max(3, name.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(width[i]!)).join(' | ')} |`;
  return [line(head), line(width.map((n) => '-'.repeat(n))), ...rows.map(line)].join('\n');
}
