import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from './en.ts';

/** Sections that are read by a name which is a value: a code, a state. */
const indexed = ['connection', 'errors', 'presence'];
/** Words of `chat` that are read by a format's name. */
const formats = ['bold', 'italic', 'code', 'codeBlock', 'quote', 'bulletList', 'numberList', 'link'];

const src = join(import.meta.dirname, '../..');
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.ts$|^(lib\/words|dev)\//.test(file.replaceAll('\\', '/')))
  .map((file) => readFileSync(join(src, file), 'utf8'));

/** Written out as `words.chat.send`, or by its own name where its section is taken apart. */
function isRead(section: string, word: string): boolean {
  const whole = new RegExp(`\\.${section}\\.${word}\\b`);
  const takenApart = new RegExp(`\\} = words\\.${section}\\b|\\b${section}\\b[^}]*\\} = words;`);
  const alone = new RegExp(`[.{,]\\s*${word}\\b`);
  return sources.some((text) => whole.test(text) || (takenApart.test(text) && alone.test(text)));
}

test('every word of the interface is read somewhere', () => {
  const unused = Object.entries(en)
    .filter(([section]) => !indexed.includes(section))
    .flatMap(([section, words]) => Object.keys(words).map((word) => [section, word] as const))
    .filter(([section, word]) => !(section === 'chat' && formats.includes(word)) && !isRead(section, word))
    .map((path) => path.join('.'));
  expect(unused).toEqual([]);
});
