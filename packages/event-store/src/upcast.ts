/** Brings an event of an older version to the newest one; anything else passes unchanged. */
export type Upcasters = (type: string, event: Record<string, unknown>) => Record<string, unknown>;

type Step = (event: Record<string, unknown>) => Record<string, unknown>;

/**
 * Upcasters from a table: `steps['MessageSent']![1]` turns version 1 into version 2. Released schemas are frozen, so
 * a change is a new version and one more step here.
 */
export function upcastersOf(steps: Record<string, Record<number, Step>>): Upcasters {
  return (type, event) => {
    const chain = steps[type];
    if (!chain) return event;
    let current = event;
    for (let step = chain[current.v as number]; step; step = chain[current.v as number]) current = step(current);
    return current;
  };
}

/** Every event type is at its first version. */
export const upcasters = upcastersOf({});
