import { afterEach, expect, test } from 'vitest';
import { silentLogger } from '../logger.ts';
import { isTracing, setTracer, startSpan } from './span.ts';
import { startTracing } from './start-tracing.ts';

afterEach(() => setTracer(undefined));

test.each([{}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_SDK_DISABLED: 'true' }])(
  'without a collector nothing is traced: %o',
  async (env) => {
    await using _tracing = await startTracing('someone', env, silentLogger);
    expect(isTracing()).toBe(false);
    expect(startSpan('anything', { kind: 'server' })).toBeUndefined();
  },
);

test('a span goes on with the trace that it is given, and one without begins a trace', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_TRACES_SAMPLER_ARG: '0' };
  await using _tracing = await startTracing('someone', env, silentLogger);
  const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
  const [child, own] = ['child', 'own'].map((name) =>
    startSpan(name, { kind: 'server', parent: name === 'child' ? parent : 'no traceparent' }),
  );
  expect(child!.traceparent).toMatch(/^00-a{32}-[0-9a-f]{16}-00$/);
  expect(child!.traceparent).not.toBe(parent);
  expect(own!.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(own!.traceparent).not.toContain('a'.repeat(32));
  own!.end('unavailable');
  child!.end();
});
