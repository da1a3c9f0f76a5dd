/** Anything but what shows nothing; the last is a Braille cell without dots. */
const seen = /[^\s\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]/u;

/** True when there is nothing to see in the text. */
export const isBlank = (text: string): boolean => !seen.test(text);

/** Controls, line ends, and what turns the order of the text that comes after: overrides and isolates. */
const unruly = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** True for what no name may hold: it turns or breaks the sentence that the name stands in. */
export const isUnruly = (name: string): boolean => unruly.test(name);
