/**
 * What carries frames to the server and back: a socket, long polls, or the tab that holds the socket. All three speak
 * the frames of the socket, so that nothing above them knows the difference.
 */
export type Via = 'socket' | 'poll' | 'tab';

export type Wire = {
  send(frame: object): void;
  /** Nothing of it is heard any more. */
  end(): void;
  /** What carries a wire through another tab in the end. */
  via?(): 'socket' | 'poll';
};

/** Called later than the wire is made, never before it is returned. */
export type WireEvents = {
  opened: () => void;
  frame: (frame: ServerFrame) => void;
  closed: (code: number, reason: string) => void;
};

/** @throws where a page may not open such a wire at all (a policy, an extension) */
export type OpenWire = (via: Via, events: WireEvents) => Wire;

/** Any frame of the server: a push, an answer (`id`), or `ready`. */
export type ServerFrame = {
  type: string;
  id?: string | number;
  chatId?: string;
  version?: number;
  at?: string;
  by?: string;
  cursor?: string;
  position?: string;
  data?: unknown;
  error?: { code: string; message: string; status?: number; retryAfter?: number };
};

export type ClientFrame = { type: string; id?: string; commandId?: string; data: Record<string, unknown> };

/** Closed from this side: nothing was heard for too long, or it could not be opened. */
export const localClose = 4000;
