import {
  type Context,
  SpanKind as OtelKind,
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { within } from '../time.ts';
import type { SpanKind, Traceparent, Tracer } from './span.ts';

/** What may be left to send when a process ends, in milliseconds. */
const shutdownMs = 2_000;

const kinds: Record<SpanKind, OtelKind> = {
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

export type Options = {
  service: string;
  /** Of the traces that begin here, which share is kept: 0 to 1. */
  share: number;
  /** How long spans may wait for others to be sent with. */
  delayMs: number;
};

/** Spans by OpenTelemetry, sent in batches. Who is whose parent is told by traceparents, never by the call stack. */
export function openTelemetry({ service, share, delayMs }: Options): { tracer: Tracer; shutdown: () => Promise<void> } {
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': service }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), scheduledDelayMillis: delayMs })],
  });
  const otel = provider.getTracer('messenger');
  return {
    tracer: {
      start(name, { kind, parent, attributes = {} }) {
        const span = otel.startSpan(name, { kind: kinds[kind], attributes }, contextOf(parent));
        const { traceId, spanId, traceFlags } = span.spanContext();
        return {
          traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
          end(outcome = 'ok') {
            span.setAttribute('outcome', outcome);
            if (outcome !== 'ok') span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
            span.end();
          },
        };
      },
    },
    shutdown: () => within(shutdownMs, provider.shutdown(), 'the collector of traces'),
  };
}

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

function contextOf(traceparent: Traceparent | undefined): Context {
  const [, traceId, spanId, flags] = pattern.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags!, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
