import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@messenger/kit';

const tries = 10;

/** One request to the public door, made again while it says that it is not able; a key makes that harmless. */
export async function ask<T>(url: string, token: string, method: string, path: string, body?: unknown): Promise<T> {
  const headers = {
    'idempotency-key': newId(),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
    if (answer.status !== 503 || attempt === tries)
      throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    await sleep(Number(answer.headers.get('retry-after') ?? 1) * 1_000);
  }
}
