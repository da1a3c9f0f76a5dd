import type { System } from '@messenger/stack';
import { type TcpProxy, tcpProxy } from '@messenger/testkit';

const lookEveryMs = 100;

/** What stands before the gateways: each new connection goes to the next of those that say they are ready. */
export async function doorTo({ urls, services }: System): Promise<AsyncDisposable & { readonly url: string }> {
  let ready = urls.map((_, i) => i);
  let next = 0;
  const isReady = async (instance: number): Promise<boolean> => {
    try {
      const answer = await fetch(`${services.get('gateway', instance).healthUrl}/ready`, {
        signal: AbortSignal.timeout(1_000),
      });
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      return false;
    }
  };
  const look = async () => {
    const answers = await Promise.all(urls.map((_, i) => isReady(i)));
    const now = urls.flatMap((_, i) => (answers[i] ? [i] : []));
    // With nobody ready, those who come are better refused by the last one known than left waiting.
    if (now.length > 0) ready = now;
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  const proxy: TcpProxy = await tcpProxy(() => {
    const { port } = new URL(urls[ready[next++ % ready.length]!]!);
    return { host: '127.0.0.1', port: Number(port) };
  });
  return {
    url: `http://127.0.0.1:${proxy.port}`,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await proxy[Symbol.asyncDispose]();
    },
  };
}
