import { readdirSync, readFileSync } from 'node:fs';

/** Of a process and all it started: CPU seconds used so far, and now memory (PSS) in bytes and open files. Linux only. */
export type Usage = {
  cpu: Map<string, number>;
  cpuSeconds: number;
  memory: Map<string, number>;
  memoryBytes: number;
  files: number;
};

/** USER_HZ, which is 100 on every Linux platform that Node runs on. */
const ticksPerSecond = 100;

/** By name, and of all. What a process that has ended had used is its parent's, which waited for it. */
export function usageOf(root: number): Usage {
  const cpu = new Map<string, number>();
  const memory = new Map<string, number>();
  let files = 0;
  for (const pid of descendants(root)) {
    const stat = read(`/proc/${pid}/stat`);
    if (stat === undefined) continue;
    // utime, stime, cutime, cstime.
    const ticks = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15);
    const name = nameOf(pid);
    cpu.set(name, (cpu.get(name) ?? 0) + sum(ticks.map(Number)) / ticksPerSecond);
    const kilobytes = Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0);
    files += filesOf(pid);
    memory.set(name, (memory.get(name) ?? 0) + kilobytes * 1024);
  }
  return { cpu, cpuSeconds: sum([...cpu.values()]), memory, memoryBytes: sum([...memory.values()]), files };
}

/** What was used between two looks; memory and files are those of the second. */
export function usedBetween(before: Usage, after: Usage): Usage {
  const cpu = new Map([...after.cpu].map(([name, seconds]) => [name, seconds - (before.cpu.get(name) ?? 0)]));
  return { ...after, cpu, cpuSeconds: after.cpuSeconds - before.cpuSeconds };
}

const sum = (numbers: number[]): number => numbers.reduce((all, each) => all + each, 0);

function filesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${entry}/status`) ?? '')?.[1] ?? -1);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const found: number[] = [];
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    found.push(pid);
    queue.push(...(children.get(pid) ?? []));
  }
  return found;
}

/** The service, or the program. */
function nameOf(pid: number): string {
  const line = read(`/proc/${pid}/cmdline`) ?? '';
  const service = /services\/([a-z-]+)\//.exec(line)?.[1];
  return service ?? /([^/\0 :]+)[\0 :]*/.exec(line.split('\0')[0]?.split('/').at(-1) ?? '')?.[1] ?? 'other';
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
