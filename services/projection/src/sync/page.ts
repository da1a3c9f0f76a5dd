/** The pushes of one reply, with room for so many bytes; the first one always finds room. */
export type Page = {
  /** False when there is no room: then the page is at its end. */
  add(push: string): boolean;
  left(): number;
  /** A JSON array. */
  text(): string;
};

export function createPage(maxBytes: number): Page {
  const pushes: string[] = [];
  let left = maxBytes;
  return {
    add(push) {
      const bytes = Buffer.byteLength(push) + 1;
      if (bytes > left && pushes.length > 0) return false;
      left -= bytes;
      pushes.push(push);
      return true;
    },
    left: () => Math.max(0, left),
    text: () => `[${pushes.join()}]`,
  };
}
