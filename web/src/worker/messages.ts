/** What happened in one chat, or in several, as the system is to show it. One `tag` is one notification, the last text wins. */
export type Notice = {
  tag: string;
  title: string;
  body: string;
  /** Where a click leads: a path of the client. */
  path: string;
  icon?: string;
  /** The newest message it tells of, by its ordinal: what is told already is not told again. */
  upTo: number;
};

/** From a page to the worker. */
export type ToWorker =
  | { kind: 'notify'; notice: Notice }
  /** What the others tell of was read, here or elsewhere. */
  | { kind: 'keep'; tags: readonly string[] }
  /** A newer worker may take over. */
  | { kind: 'take-over' };

/** From the worker to a page: a notification was clicked. */
export type ToPage = { kind: 'open'; path: string };
