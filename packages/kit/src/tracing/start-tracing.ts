import type { Logger } from '../logger.ts';
import { setTracer } from './span.ts';

/**
 * Sends spans to the OpenTelemetry collector that the environment names (`OTEL_EXPORTER_OTLP_ENDPOINT`, over HTTP); without
 * one nothing is loaded and nothing traced. Other variables of the standard that hold: `OTEL_EXPORTER_OTLP_*`,
 * `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_BSP_SCHEDULE_DELAY` (ms), `OTEL_SDK_DISABLED`, and `OTEL_TRACES_SAMPLER_ARG`: the share
 * of traces that is kept where they begin here.
 * Disposing sends what is left.
 */
export async function startTracing(
  service: string,
  env: Record<string, string | undefined>,
  log: Logger,
): Promise<AsyncDisposable> {
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint || env.OTEL_SDK_DISABLED === 'true') return { [Symbol.asyncDispose]: async () => undefined };
  const { openTelemetry } = await import('./open-telemetry.ts');
  const share = Number(env.OTEL_TRACES_SAMPLER_ARG || 1);
  const delayMs = Number(env.OTEL_BSP_SCHEDULE_DELAY || 5_000);
  const { tracer, shutdown } = openTelemetry({ service, share, delayMs });
  setTracer(tracer);
  log.info({ endpoint, share }, 'tracing');
  return {
    async [Symbol.asyncDispose]() {
      setTracer(undefined);
      await shutdown().catch((error) => log.warn({ err: error }, 'the last spans were not sent'));
    },
  };
}
