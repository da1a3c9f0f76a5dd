import { type Cursor, decodeCursor, encodeCursor, mergeCursors } from '@messenger/proto/cursor';
import { headers } from '@messenger/proto/headers';
import { v7 } from 'uuid';
import { backoffMs, pause } from '../backoff.ts';
import { clientErrors, failed, ok } from '../result.ts';
import type { ApiError, Result } from '../types.ts';

/** Where requests get their access token: `force` after one was refused. */
export type TokenProvider = (force: boolean) => Promise<Result<string>>;

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON, unless it is a form. */
  body?: unknown;
  /** False for what needs no session; a token: in place of the session's. */
  authorised?: boolean | { token: string };
  timeoutMs?: number;
  /** Gives it up. */
  signal?: AbortSignal | undefined;
  /** What asks in place of the engine's own `fetch`. */
  by?: typeof fetch;
  /** Repeating a request with the same key, a UUID, is harmless. */
  key?: string;
};

export type HttpClient = {
  request<T>(request: HttpRequest): Promise<Result<T>>;
  /** Reads from now on show at least this state. Any text that is no position is ignored. */
  reached(position: string | null | undefined): void;
  /** Forgets the position: it belongs to a session. */
  forget(): void;
};

type Options = {
  baseUrl: string;
  fetch: typeof fetch;
  token: TokenProvider;
  /** How far the pushes have come: what is read shows that too. */
  cursor: () => string | undefined;
  device: string | undefined;
};

/** `request`: one for all tries of a request, so that what is logged of it can be found. */
type Ids = { key: string; request: string };

const defaultTimeoutMs = 15_000;
/** A read that must show a state the server has not reached is answered 503: it is asked again this often. */
const maxRepeats = 3;

/**
 * HTTP with errors as values. Repeats what was answered 503 (writes carry an idempotency key, so that repeating them
 * is harmless), renews the token once after a 401, and keeps the newest position seen, so that reads show own writes.
 */
export function httpClient({ baseUrl, fetch, token, cursor, device }: Options): HttpClient {
  let position: Cursor | undefined;

  const reached = (text: string | null | undefined) => {
    const seen = text ? decodeCursor(text) : undefined;
    if (!seen) return;
    position = position?.generation === seen.generation ? mergeCursors(position, seen) : seen;
  };

  const once = async <T>(request: HttpRequest, ids: Ids, accessToken: string | undefined): Promise<Result<T>> => {
    const { method, path, query = {}, body, timeoutMs = defaultTimeoutMs, signal, by = fetch } = request;
    const isForm = body instanceof FormData;
    const timeout = AbortSignal.timeout(timeoutMs);
    const url = new URL(`/api${path}`, baseUrl);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, `${value}`);
    const init: RequestInit = {
      method,
      headers: {
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
        ...(position ? { [headers.httpPosition]: encodeCursor(position) } : {}),
        [headers.httpRequestId]: ids.request,
        ...(method === 'GET' ? {} : { [headers.idempotencyKey]: ids.key }),
        ...(device === undefined ? {} : { 'user-agent': device }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      credentials: 'same-origin',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    };
    try {
      const answer = await by(url, init);
      if (answer.ok) reached(answer.headers.get(headers.httpPosition));
      // A body that is cut off halfway throws, as a request that never arrived does.
      const json = parsed(await answer.text());
      if (!answer.ok) return failed(errorOf(answer, json));
      return json === undefined && answer.status !== 204 ? failed(clientErrors.badAnswer) : ok(json as T);
    } catch (error) {
      if (signal?.aborted) return failed(clientErrors.cancelled);
      return failed(
        error instanceof Error && error.name === 'TimeoutError' ? clientErrors.timeout : clientErrors.offline,
      );
    }
  };

  return {
    async request<T>(request: HttpRequest): Promise<Result<T>> {
      const { authorised = true, key = v7() } = request;
      const ids = { key, request: v7() };
      reached(cursor());
      let renewed = false;
      for (let repeat = 0; ; repeat++) {
        const access = authorised === true ? await token(renewed) : authorised ? ok(authorised.token) : undefined;
        if (access && !access.ok) return access;
        const answer = await once<T>(request, ids, access?.value);
        if (answer.ok) return answer;
        if (answer.error.status === 401 && authorised === true && !renewed) {
          renewed = true;
        } else if (answer.error.status === 503 && repeat < maxRepeats && !request.signal?.aborted) {
          await pause(backoffMs(repeat, Math.random(), { minMs: 300, maxMs: 2_000 }), request.signal);
        } else return answer;
      }
    },
    reached,
    forget() {
      position = undefined;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorOf(answer: Response, json: unknown): ApiError {
  const error = (json as { error?: Partial<ApiError> } | undefined)?.error;
  if (typeof error?.code !== 'string' || typeof error.message !== 'string') {
    // A proxy's answer, not the server's own.
    return { ...clientErrors.badAnswer, status: answer.status };
  }
  const retryAfter = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return {
    code: error.code,
    status: answer.status,
    message: error.message,
    ...(error.details ? { details: error.details } : {}),
    ...(error.requestId ? { requestId: error.requestId } : {}),
    ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
  };
}
