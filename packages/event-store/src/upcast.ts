/** Brings an event of an older version to the newest one; anything else passes unchanged. */
export type Upcasters = (type: string, event: Record<string, unknown>) => Record<string, unknown>;

type Step = (event: Record<string, unknown>) => Record<string, unknown>;

/**
 * Upcasters from a table: `steps['MessageSent']![1]` turns version 1 into version 2. Released schemas are frozen, so
 * a change is a new version and one more step here.
 */
export function upcastersOf(steps: Record<string, Record<number, Step>>): Upcasters {
  const chains = new Map(Object.entries(steps).map(([type, chain]) => [type, chainOf(chain)]));
  return (type, event) => {
    const chain = chains.get(type);
    let current = event;
    for (let step = chain?.get(current.v); step; step = chain?.get(current.v)) current = step(current);
    return current;
  };
}

/** By version as it stands in an event: what else may stand there finds no step. */
const chainOf = (chain: Record<number, Step>): Map<unknown, Step> =>
  new Map(Object.entries(chain).map(([version, step]) => [Number(version), step]));

/** Every event type is at its first version. */
export const upcasters = upcastersOf({});
