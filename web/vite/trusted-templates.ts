import type { Plugin } from 'vite';

const policy = `const templates = globalThis.trustedTypes?.createPolicy('templates', { createHTML: (html) => html }) ?? { createHTML: (html) => html };\n`;

/**
 * The libraries that parse markup of their own, all of it known when they were built, and where they do so. Each gets a
 * Trusted Types policy of its own module, which nothing else reaches: whatever else would parse text as markup is refused.
 */
const parsers = [{ file: /\/solid-js\/web\/dist\/web\.js$/, from: 't.innerHTML = html;' }];

/** Lets the built client run under `require-trusted-types-for 'script'`. */
export function trustedTemplates(): Plugin {
  return {
    name: 'trusted-templates',
    apply: 'build',
    transform(code, id) {
      const parser = parsers.find(({ file }) => file.test(id.split('?', 1)[0] ?? id));
      if (!parser) return undefined;
      if (code.split(parser.from).length !== 2) throw new Error(`${id} does not parse its templates as expected`);
      const trusted = parser.from.replace('html;', 'templates.createHTML(html);');
      return { code: policy + code.replace(parser.from, trusted), map: null };
    },
  };
}
