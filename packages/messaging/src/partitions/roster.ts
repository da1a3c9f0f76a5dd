/** So many of our own beats without a word of another, and it is gone. */
const maxMissed = 4;

/**
 * Who is alive, as one instance knows it. Silence is counted in one's own beats, not in time: an instance that stood
 * still for a while finds the words of the others in its socket before it has beaten so often again.
 */
export type Roster = {
  /** This instance and all that are alive. */
  all(): string[];
  /** Each of these answers whether it changed who is alive. */
  heard(id: string): boolean;
  left(id: string): boolean;
  /** A beat of this instance has passed. */
  beat(): boolean;
};

export function createRoster(self: string): Roster {
  const missed = new Map<string, number>();
  return {
    all: () => [self, ...missed.keys()],
    heard(id) {
      if (id === self) return false;
      const known = missed.has(id);
      missed.set(id, 0);
      return !known;
    },
    left: (id) => missed.delete(id),
    beat() {
      let changed = false;
      for (const [id, count] of missed) {
        if (count + 1 >= maxMissed) changed = missed.delete(id);
        else missed.set(id, count + 1);
      }
      return changed;
    },
  };
}
