/** Takes one line of output of one part of the stack. */
export type Log = (source: string, line: string) => void;

/** Swallows everything: for tests that do not care. */
export const silent: Log = () => {};
