import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { expect, test } from 'vitest';
import { documented, environmentPage, undocumented } from './environment.ts';
import { anchorsOf, linksOf } from './markdown.ts';
import { filesOf, type Page, root } from './pages.ts';

const pages = filesOf('.md');

/** What is wrong with a page's links, to other files and to headings. */
function deadLinks({ path, text }: Page, read: (path: string) => string | undefined): string[] {
  return linksOf(text).flatMap(({ target, line }) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file = '', anchor] = target.split('#');
    const to = file === '' ? path : normalize(join(dirname(path), file));
    const page = read(to);
    if (page === undefined) return [`${path}:${line} ${target}`];
    return anchor && to.endsWith('.md') && !anchorsOf(page).has(anchor) ? [`${path}:${line} ${target}`] : [];
  });
}
const read = (path: string): string | undefined => {
  const full = join(root, path);
  if (!existsSync(full)) return undefined;
  return path.endsWith('.md') ? readFileSync(full, 'utf8') : '';
};

test('no link is dead', () => {
  expect(pages.length).toBeGreaterThan(20);
  expect(pages.flatMap((page) => deadLinks(page, read))).toEqual([]);
});

test('dead links are found: a file, a heading, in this page too; code and other sites are no links', () => {
  const text =
    '# A title\n[a](b.md) [b](#a-title)\n[c](#nothing)\n```sh\n[d](nowhere)\n```\n`[e](no)` [f](https://x.org)\n';
  const there: Record<string, string> = { 'docs/a.md': text, 'docs/b.md': '## One `two`, three!' };
  const found = (more: string) => deadLinks({ path: 'docs/a.md', text: text + more }, (path) => there[path]);
  expect(found('')).toEqual(['docs/a.md:3 #nothing']);
  expect(found('[g](b.md#one-two-three) [h](../b.md) [i](b.md#four)')).toEqual([
    'docs/a.md:3 #nothing',
    'docs/a.md:8 ../b.md',
    'docs/a.md:8 b.md#four',
  ]);
});

test('each page under docs/ can be found from its front page', () => {
  const linked = new Set(
    pages
      .filter(({ path }) => path === 'docs/README.md')
      .flatMap(({ text }) => linksOf(text).map(({ target }) => normalize(join('docs', target.split('#')[0]!)))),
  );
  const there = pages.map(({ path }) => path).filter((path) => /^docs\/(?!adr\/|runbooks\/)/.test(path));
  expect(there.filter((path) => !linked.has(path) && path !== 'docs/README.md')).toEqual([]);
});

test('a variable that a program reads has a meaning, and the page of them is as it would be made now', () => {
  expect(undocumented()).toEqual([]);
  expect(readFileSync(join(root, 'docs/reference/environment.md'), 'utf8')).toBe(environmentPage());
});

/** Of the machine, of npm, or set by ourselves for ourselves. */
const others = /^(PATH|HOME|CI|INIT_CWD|DEV|PROD|MODE|NO_COLOR|E2E_LOGS|UPDATE_GOLDEN|npm_.*)$/;

test('a variable that is read without a schema is documented too', () => {
  const sources = filesOf('.ts', '.mjs').filter(
    ({ path }) => /^(packages|services|scripts)\//.test(path) && !/(^|\/)(test|bench|testkit|chaos)\//.test(path),
  );
  const known = documented();
  const names = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\benv\.([A-Z][A-Z0-9_]+)/g)].map(([, name]) => ({ path, name: name! })),
  );
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter(({ name }) => !known.has(name) && !others.test(name))).toEqual([]);
});
