/** What is used of a browser's XMLHttpRequest: `fetch` does not tell how far a body was sent. */
type Xhr = {
  readonly status: number;
  readonly responseText: string;
  readonly upload: { onprogress: ((event: { loaded: number; total: number }) => void) | null };
  withCredentials: boolean;
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getAllResponseHeaders(): string;
  send(body: unknown): void;
  abort(): void;
};

/**
 * A `fetch` that tells how much of the body was sent, from 0 to 1. Where there is no XMLHttpRequest it is the given one,
 * and all is told at the end.
 */
export function fetchTelling(onProgress: (part: number) => void, otherwise: typeof fetch): typeof fetch {
  const { XMLHttpRequest } = globalThis as { XMLHttpRequest?: new () => Xhr };
  if (!XMLHttpRequest) {
    return async (url, init) => {
      const answer = await otherwise(url, init);
      onProgress(1);
      return answer;
    };
  }
  return (url, init = {}) =>
    new Promise<Response>((resolve, reject) => {
      const { signal } = init;
      const xhr = new XMLHttpRequest();
      const abort = () => xhr.abort();
      const settled = () => signal?.removeEventListener('abort', abort);
      xhr.open(init.method ?? 'GET', String(url));
      for (const [name, value] of new Headers(init.headers)) xhr.setRequestHeader(name, value);
      xhr.upload.onprogress = ({ loaded, total }) => total > 0 && onProgress(loaded / total);
      xhr.onload = () => {
        settled();
        resolve(new Response(xhr.responseText || null, { status: xhr.status, headers: headersOf(xhr) }));
      };
      xhr.onerror = () => {
        settled();
        reject(new TypeError('failed to fetch'));
      };
      xhr.onabort = () => {
        settled();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort);
      if (signal?.aborted) return reject(signal.reason);
      xhr.send(init.body);
    });
}

function headersOf(xhr: Xhr): Headers {
  const headers = new Headers();
  for (const line of xhr.getAllResponseHeaders().trim().split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return headers;
}
