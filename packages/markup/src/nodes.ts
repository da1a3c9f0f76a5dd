/**
 * A stretch of the source as it stands there: `text` is the source from the UTF-16 offset `at` on. Offsets let a reader
 * of the tree lay marks of the source, such as a search's highlights, over what is shown.
 */
export type Text = { kind: 'text'; text: string; at: number };

export type Inline =
  | Text
  | { kind: 'code'; text: string; at: number }
  | { kind: 'strong' | 'emphasis'; inline: Inline[] }
  /** `href` is http, https or mailto, without user name and password. */
  | { kind: 'link'; href: string; inline: Inline[] }
  /** The end of a line within a paragraph. */
  | { kind: 'break' };

export type Item = {
  inline: Inline[];
  /** As written; only in ordered lists. */
  number?: number;
};

export type Block =
  | { kind: 'paragraph'; inline: Inline[] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; items: Item[] }
  | { kind: 'code'; lang?: string; lines: Text[] };
