import type { Fault } from '../schedule/faults.ts';
import type { Inject, World } from './world.ts';

type Of<K extends Fault['kind']> = Extract<Fault, { kind: K }>;

const linesOf = ({ chaos }: World, { line }: Of<'cut-line' | 'delay-line' | 'stall-line'>) => {
  const found = chaos.lines.get(line);
  if (!found) throw new Error(`there is no line ${line}`);
  return found;
};

/** All of a service's connections to a server are reset. */
export const cutLine: Inject<Of<'cut-line'>> = async (world, fault) => {
  for (const line of linesOf(world, fault)) line.cut();
};

export const delayLine: Inject<Of<'delay-line'>> = async (world, fault, wait) => {
  const lines = linesOf(world, fault);
  for (const line of lines) line.delay(fault.delayMs);
  await wait(fault.forMs);
  for (const line of lines) line.delay(0);
};

/** Half-open: nothing arrives, nobody is told. */
export const stallLine: Inject<Of<'stall-line'>> = async (world, fault, wait) => {
  const lines = linesOf(world, fault);
  for (const line of lines) line.stall(true);
  await wait(fault.forMs);
  for (const line of lines) line.stall(false);
};
