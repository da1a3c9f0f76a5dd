/** Work by key: one at a time per key, in the order it came, at most so many waiting. */
export type Mailboxes = {
  /** Undefined when the key's mailbox is full. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> | undefined;
};

export function createMailboxes({ perMailbox }: { perMailbox: number }): Mailboxes {
  const boxes = new Map<string, { tail: Promise<unknown>; size: number }>();
  return {
    run(key, work) {
      let box = boxes.get(key);
      if (!box) {
        box = { tail: Promise.resolve(), size: 0 };
        boxes.set(key, box);
      }
      if (box.size >= perMailbox) return undefined;
      box.size++;
      const mine = box;
      const result = mine.tail.then(work);
      mine.tail = result
        .catch(() => undefined)
        .then(() => {
          if (--mine.size === 0) boxes.delete(key);
        });
      return result;
    },
  };
}
