import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it was sent; times in nanoseconds since 1970. */
export type SentSpan = {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  start: bigint;
  end: bigint;
};

export type Collector = AsyncDisposable & {
  /** What the environment of a system that is to send its spans here must say. */
  readonly env: NodeJS.ProcessEnv;
  readonly spans: readonly SentSpan[];
  traceOf(root: string): SentSpan[];
};

type RawSpan = Omit<SentSpan, 'service' | 'start' | 'end'> & { startTimeUnixNano: string; endTimeUnixNano: string };
type Attribute = { key: string; value: { stringValue?: string } };
type Export = {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: RawSpan[] }[] }[];
};

/** Takes spans as OpenTelemetry sends them over HTTP, in JSON. */
export async function startCollector(): Promise<Collector> {
  const spans: SentSpan[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    spans.push(...spansOf(JSON.parse(Buffer.concat(chunks).toString()) as Export));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_BSP_SCHEDULE_DELAY: '100' },
    spans,
    traceOf(root) {
      const traceId = spans.find(({ name }) => name === root)?.traceId;
      return spans.filter((span) => span.traceId === traceId);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function spansOf({ resourceSpans }: Export): SentSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '?';
    return scopeSpans.flatMap((scope) =>
      scope.spans.map(({ name, traceId, spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano }) => ({
        ...{ service, name, traceId, spanId, parentSpanId: parentSpanId || undefined },
        ...{ start: BigInt(startTimeUnixNano), end: BigInt(endTimeUnixNano) },
      })),
    );
  });
}

/** A trace as a person reads it: who did what, as a part of what, from when to when in milliseconds. */
export function drawTrace(trace: readonly SentSpan[]): string {
  const inOrder = trace.toSorted((a, b) => Number(a.start - b.start));
  const began = inOrder[0]?.start ?? 0n;
  const ms = (time: bigint) => (Number(time - began) / 1e6).toFixed(1);
  const draw = (parent: string | undefined, depth: number): string[] =>
    inOrder
      .filter(({ parentSpanId }) => parentSpanId === parent)
      .flatMap(({ spanId, service, name, start, end }) => [
        `${`${'  '.repeat(depth)}${name}`.padEnd(36)} ${service.padEnd(14)} ${ms(start).padStart(7)} – ${ms(end)} ms`,
        ...draw(spanId, depth + 1),
      ]);
  return draw(undefined, 0).join('\n');
}
