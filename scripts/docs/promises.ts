import type { ScriptLine } from './shell.ts';

/** A line that was run; `exitCode` is undefined for one that did not end in time, and for those after it. */
export type Outcome = ScriptLine & { exitCode: number | undefined; output: string };

/** What a page says of a line behind its `#`: in backticks what is shown, and `fails:` where it does not work. */
export function promisesOf({ comment }: Pick<ScriptLine, 'comment'>): { fails: boolean; shows: string[] } {
  return {
    fails: comment.startsWith('fails:'),
    shows: [...comment.matchAll(/`([^`]+)`/g)].map(([, text]) => text!),
  };
}

const squeezed = (text: string) => text.replaceAll(/\s+/g, ' ');

/** Where a line did something else than its page says: the line, what was expected, and its whole output. */
export function brokenPromises(outcome: Outcome): string[] {
  const { code, exitCode, line, output } = outcome;
  const { fails, shows } = promisesOf(outcome);
  const missing = shows.filter((text) => !squeezed(output).includes(squeezed(text)));
  const flaws = missing.map((text) => `does not show ${text}`);
  if (exitCode === undefined) flaws.unshift('did not end');
  else if ((exitCode !== 0) !== fails) flaws.unshift(`ended with ${exitCode}`);
  return flaws.map((flaw) => `line ${line}: ${code}\n${flaw}; output:\n${output}`);
}
