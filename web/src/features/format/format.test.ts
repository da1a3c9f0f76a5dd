import { parse } from '@messenger/markup';
import { expect, test } from 'vitest';
import { edit, type Format, nextLine } from './format.ts';

/** A text with its selection between brackets of its own kind, before and after. */
function after(format: Format, marked: string): string {
  const [start, end] = [marked.indexOf('⟨'), marked.indexOf('⟩') - 1];
  const text = marked.replace(/[⟨⟩]/g, '');
  const made = edit(format, text, start, end);
  const whole = text.slice(0, made.from) + made.text + text.slice(made.to);
  const [from, to] = [made.from + made.select.from, made.from + made.select.to];
  return `${whole.slice(0, from)}⟨${whole.slice(from, to)}⟩${whole.slice(to)}`;
}

test('marks go around what is visible of the selection, and off again', () => {
  expect(after('bold', 'a ⟨word⟩ here')).toBe('a **⟨word⟩** here');
  expect(after('bold', 'a **⟨word⟩** here')).toBe('a ⟨word⟩ here');
  expect(after('italic', 'a⟨ word ⟩here')).toBe('a *⟨word⟩* here');
  expect(after('italic', '**⟨word⟩**')).toBe('***⟨word⟩***');
  expect(after('italic', '***⟨word⟩***')).toBe('**⟨word⟩**');
  expect(after('code', 'x ⟨⟩')).toBe('x `⟨⟩`');
});

test('lines get their sign, all or none', () => {
  expect(after('quote', 'one\ntw⟨o\nth⟩ree')).toBe('one\n⟨> two\n> three⟩');
  expect(after('quote', '> on⟨e⟩')).toBe('one⟨⟩');
  expect(after('bulletList', '⟨one\n- two⟩')).toBe('⟨- one\n- two⟩');
  expect(after('numberList', '⟨- one\n- two⟩')).toBe('⟨1. one\n2. two⟩');
  expect(after('bulletList', '⟨⟩')).toBe('- ⟨⟩');
});

test('a code block stands on lines of its own, a link waits for what it lacks', () => {
  expect(after('codeBlock', 'see ⟨x = 1⟩ there')).toBe('see \n```\n⟨x = 1⟩\n```\n there');
  expect(after('link', 'read ⟨this⟩')).toBe('read [this](⟨https://⟩)');
  expect(after('link', '⟨https://x.org⟩')).toBe('[⟨⟩](https://x.org)');
});

test('what the buttons make is what the grammar reads', () => {
  const kinds = (format: Format) => {
    const { text } = edit(format, 'word', 0, 4);
    const [block] = parse(text.replace('https://', 'https://x.org'));
    return block?.kind === 'paragraph' ? block.inline.map(({ kind }) => kind) : block?.kind;
  };
  const formats: Format[] = ['bold', 'italic', 'code', 'codeBlock', 'quote', 'bulletList', 'numberList', 'link'];
  expect(formats.map(kinds)).toEqual([['strong'], ['emphasis'], ['code'], 'code', 'quote', 'list', 'list', ['link']]);
});

test('a line break goes on with a list or a quote, and ends one whose last item is empty', () => {
  const broken = (text: string) => {
    const made = nextLine(text, text.length);
    return made && text.slice(0, made.from) + made.text;
  };
  expect(broken('tea\n- milk')).toBe('tea\n- milk\n- ');
  expect(broken('  9. milk')).toBe('  9. milk\n  10. ');
  expect(broken('> said')).toBe('> said\n> ');
  expect(broken('- milk\n- ')).toBe('- milk\n');
  expect(['milk', 'a - b', '-', '```\n- milk', ''].map(broken)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(nextLine('- milk', 1)).toBeUndefined();
  // Right behind the sign of an item that is not empty, one stands before it.
  expect(nextLine('- milk', 2)).toEqual({ from: 2, to: 2, text: '\n- ', select: { from: 3, to: 3 } });
  expect(nextLine('- \nmilk', 2)).toEqual({ from: 0, to: 2, text: '', select: { from: 0, to: 0 } });
  expect(nextLine('- milk', 4)).toEqual({ from: 4, to: 4, text: '\n- ', select: { from: 3, to: 3 } });
});
