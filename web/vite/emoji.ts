import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

type Entry = { hexcode: string; emoji: string; label: string; tags?: string[]; group?: number };

const require = createRequire(import.meta.url);
const prefix = 'virtual:emoji/';
/** Skin tones and hair by themselves are no emoji that one looks for. */
const components = 2;

/**
 * `virtual:emoji/<language>`: every emoji as `[emoji, group, label, names, tags]`, in Unicode's order. The data's own
 * files are five times as large. Names are GitHub's, which people know from elsewhere, in every language.
 */
export function emojiData(): Plugin {
  return {
    name: 'emoji-data',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const rows = JSON.stringify(rowsOf(id.slice(prefix.length + 1)));
      // Text that is parsed as JSON is read faster than code.
      return `export default JSON.parse(${JSON.stringify(rows)});`;
    },
  };
}

function rowsOf(language: string): unknown[] {
  const entries: Entry[] = require(`emojibase-data/${language}/data.json`);
  const names: Record<string, string | string[]> = require('emojibase-data/en/shortcodes/github.json');
  return entries.flatMap(({ hexcode, emoji, label, tags = [], group }) => {
    const sign = qualified(hexcode, emoji);
    if (sign === undefined || group === undefined || group === components) return [];
    return [[sign, group, label, [names[hexcode] ?? []].flat().join(' '), tags.join(' ')]];
  });
}

/** The form that Unicode recommends, which is the one the server takes. */
function qualified(hexcode: string, emoji: string): string | undefined {
  const plain = String.fromCodePoint(...hexcode.split('-').map((code) => Number.parseInt(code, 16)));
  return [plain, emoji].find((each) => /^\p{RGI_Emoji}$/v.test(each));
}
