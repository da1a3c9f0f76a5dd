import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

/** Script before the first screen, compressed as it is served, in bytes. */
export const maxFirstLoad = 120_000;

/** What is loaded before a chat is seen: the entry, the frame and the screen, with all that they import. */
const firstScreen = ['src/features/shell/Shell.tsx', 'src/features/chat/ChatScreen.tsx'];

/**
 * Gathers what is loaded before the first screen and is used elsewhere, too, in two chunks: dozens of a few bytes each weigh
 * more. The one is enough for a login.
 */
export function firstChunks() {
  const start = (graph: Graph) => {
    const login = importsOf(['src/features/auth/Login.tsx'], graph);
    const both = [...importsOf(firstScreen, graph)].filter((id) => login.has(id));
    return new Set([...importsOf(['src/main.tsx'], graph), ...both]);
  };
  return [gathered('start', 2, start), gathered('screen', 1, (graph) => importsOf(firstScreen, graph))];
}

type Graph = Rollup.ChunkingContext;

function gathered(name: string, priority: number, modulesOf: (graph: Graph) => Set<string>) {
  let modules: Set<string> | undefined;
  const nameOf = (id: string, graph: Graph) => {
    modules ??= modulesOf(graph);
    return modules.has(id) ? name : null;
  };
  return { debugName: name, name: nameOf, priority, minShareCount: 2 };
}

/** These modules and all that they import, at whatever remove, by their ids. */
function importsOf(roots: string[], graph: Graph): Set<string> {
  const all = new Set(roots.map((root) => join(import.meta.dirname, '..', root)));
  for (const id of all) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) all.add(next);
  return all;
}

/** Says how much script comes before the first screen, and fails the build when it is too much. */
export function firstLoad(): Plugin {
  return {
    name: 'first-load',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((each): each is Rollup.OutputChunk => each.type === 'chunk');
      const starts = chunks.filter(
        ({ isEntry, facadeModuleId }) => isEntry || firstScreen.some((module) => facadeModuleId?.endsWith(module)),
      );
      if (starts.length !== 1 + firstScreen.length) this.error(`first load: not all of ${firstScreen} are chunks`);
      const needed = new Set<string>();
      const need = (chunk: Rollup.OutputChunk | undefined) => {
        if (!chunk || needed.has(chunk.fileName)) return;
        needed.add(chunk.fileName);
        for (const name of chunk.imports) need(chunks.find(({ fileName }) => fileName === name));
      };
      for (const chunk of starts) need(chunk);
      const sizes = chunks
        .filter(({ fileName }) => needed.has(fileName))
        .map(({ fileName, code }) => ({ fileName, bytes: brotliCompressSync(code).length }))
        .sort((a, b) => b.bytes - a.bytes);
      const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
      const told = `first load: ${(total / 1000).toFixed(1)} kB of script, at most ${maxFirstLoad / 1000} kB`;
      if (total <= maxFirstLoad) this.info(told);
      else this.error(`${told}\n${sizes.map(({ fileName, bytes }) => `  ${bytes} ${fileName}`).join('\n')}`);
    },
  };
}
