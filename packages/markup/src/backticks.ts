/** Finds the run of exactly `length` backticks that closes one at `at`: its offset, undefined when none follows. */
export type ClosingRun = (at: number, length: number) => number | undefined;

/**
 * The runs of backticks of a line, from an offset on. Asked for rising offsets only, so that each run is passed over
 * once, however many there are.
 */
export function backtickRunsOf(line: string, from: number): ClosingRun {
  let byLength: Map<number, number[]> | undefined;
  const passed = new Map<number, number>();
  return (at, length) => {
    byLength ??= collect(line, from);
    const runs = byLength.get(length) ?? [];
    let next = passed.get(length) ?? 0;
    while (next < runs.length && runs[next]! <= at) next++;
    passed.set(length, next);
    return runs[next];
  };
}

function collect(line: string, from: number): Map<number, number[]> {
  const byLength = new Map<number, number[]>();
  const runs = /`+/g;
  runs.lastIndex = from;
  for (let run = runs.exec(line); run; run = runs.exec(line)) {
    const same = byLength.get(run[0].length);
    if (same) same.push(run.index);
    else byLength.set(run[0].length, [run.index]);
  }
  return byLength;
}
