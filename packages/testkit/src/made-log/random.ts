/** Chance that is the same for the same seed. */
export type Random = {
  /** 0 ≤ n < 1 */
  next(): number;
  of<T>(all: readonly T[]): T;
  word(): string;
  /** Some words; now and then accented, in Chinese characters, or of several lines. */
  text(): string;
};

const syllables = 'ka to be li mo su ra ri na ke ve sa lu pi do ki me'.split(' ');
const vocabulary = 20_000;

/** Source of the generator: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function createRandom(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const of = <T>(all: readonly T[]) => all[Math.floor(next() * all.length)]!;
  /** The n-th most frequent word is n times as rare as the first, as words are. */
  const word = () => {
    let rank = Math.floor(vocabulary ** next());
    let made = '';
    for (let length = 2 + (rank % 3); length > 0; length--) {
      made += syllables[rank % syllables.length];
      rank = Math.floor(rank / syllables.length) + 7;
    }
    return made;
  };
  const text = () => {
    const kind = next();
    const words = 3 + Math.floor(next() * 22);
    if (kind < 0.05) {
      return Array.from({ length: words }, () => String.fromCodePoint(0x4e00 + Math.floor(2_000 ** next()))).join('');
    }
    const said = Array.from({ length: words }, word);
    if (kind < 0.1) said[0] = 'Überström’s';
    if (kind < 0.15) said[1] = '\n';
    return said.join(' ');
  };
  return { next, of, word, text };
}
