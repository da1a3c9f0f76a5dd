/** One simple command: `env` are the assignments before it, `words` the program and its arguments, without quotes. */
export type Command = { words: string[]; env: Record<string, string>; line: number };

const token =
  /(?<space>\\\n|[ \t]+)|(?<comment>#[^\n]*)|(?<end>\n|;|&&|\|\|?|&|[()])|(?<redirect>\d?(?:>>?|<)(?:&\d)?)|(?<word>(?:'[^']*'|"(?:\\.|[^"\\])*"|\\[^\n]|[^\s;&|()<>'"\\])+)|(?<other>.)/gsy;
const keywords = new Set(['if', 'then', 'elif', 'else', 'fi', 'while', 'until', 'do', 'done', '{', '}', '!']);
const substitution = /\$\(((?:[^()']|'[^']*')*)\)/;

/**
 * The simple commands of a script, those inside `$(…)` too, without conditions and loops. Knows as much of the shell as
 * documentation should use: quotes, comments, pipes, redirections, functions; no here-documents.
 * @param line of the script's beginning in its page
 */
export function commandsOf(script: string, line = 1): Command[] {
  const inner: Command[] = [];
  let text = script.replaceAll(/^(\w+)\(\) \{/gm, '{');
  for (let found = substitution.exec(text); found; found = substitution.exec(text)) {
    inner.push(...commandsOf(found[1]!, line + text.slice(0, found.index).split('\n').length - 1));
    text = text.replace(substitution, () => '$…');
  }
  const commands: Command[] = [];
  let words: string[] = [];
  let at = line;
  let isTarget = false;
  const end = () => {
    const command = simple(words, at);
    if (command) commands.push(command);
    words = [];
  };
  for (const { groups, 0: all } of text.matchAll(token)) {
    if (groups?.other) throw new Error(`line ${at}: ${groups.other} is not understood`);
    if (groups?.end) end();
    if (groups?.redirect) isTarget = !groups.redirect.includes('&');
    else if (groups?.word && isTarget) isTarget = false;
    else if (groups?.word) words.push(unquoted(groups.word));
    at += all.split('\n').length - 1;
  }
  end();
  return [...commands, ...inner];
}

function simple(all: readonly string[], line: number): Command | undefined {
  const words = [...all];
  while (keywords.has(words[0]!)) words.shift();
  const env: Record<string, string> = {};
  for (let found = assignment(words[0]); found; found = assignment(words[0])) {
    env[found[1]!] = found[2]!;
    words.shift();
  }
  // `for x in …` runs nothing by itself.
  if (words[0] === 'for' || (words.length === 0 && Object.keys(env).length === 0)) return undefined;
  return { words, env, line };
}

const assignment = (word = '') => /^([A-Za-z_]\w*)=(.*)$/s.exec(word);

const unquoted = (word: string): string =>
  word.replaceAll(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replaceAll(/\\([$`"\\])/g, '$1') ?? escaped ?? '',
  );

/** A line of a script as a person reads it, and what stands behind its `#`. */
export type ScriptLine = { code: string; comment: string; line: number };

/** The lines of a script; one that is indented, or closes something, goes on with the line before. */
export function scriptLines(script: string, line = 1): ScriptLine[] {
  const found: ScriptLine[] = [];
  for (const [index, text] of script.split('\n').entries()) {
    const comment = commentOf(text);
    const code = text.slice(0, text.length - comment.length).trimEnd();
    const last = found.at(-1);
    if (code === '') continue;
    const said = comment.replace(/^#\s*/, '');
    if (last && /^(\s|\}|done\b|fi\b|\))/.test(code)) {
      last.code += `\n${code}`;
      last.comment ||= said;
    } else found.push({ code, comment: said, line: line + index });
  }
  return found;
}

function commentOf(text: string): string {
  for (const { groups } of text.matchAll(token)) if (groups?.comment) return groups.comment;
  return '';
}
