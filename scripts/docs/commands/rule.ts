/** Where a command stands: the folder of its page, from the repository's root; whether a sentence only mentions it. */
export type Site = { folder: string; mentioned?: boolean };

/** What is wrong with a command's arguments, or undefined. */
export type Rule = (args: readonly string[], site: Site) => string | undefined;
