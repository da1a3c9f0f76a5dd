/** What is known of a trace where no library is loaded: nothing but this, and nothing is done while tracing is off. */

/** The W3C trace context, `00-<trace>-<span>-<flags>`, as it travels in headers. */
export type Traceparent = string;

export type SpanKind = 'server' | 'client' | 'producer' | 'consumer';

export type SpanOptions = {
  kind: SpanKind;
  /** What it is a part of; a new trace begins without. */
  parent?: Traceparent | undefined;
  attributes?: Record<string, string | number> | undefined;
};

export type Span = {
  /** For what is done on its behalf elsewhere. */
  readonly traceparent: Traceparent;
  /** Ends it; with an outcome other than `ok` as a failure. */
  end(outcome?: string): void;
};

export type Tracer = { start(name: string, options: SpanOptions): Span };

let tracer: Tracer | undefined;

/** Turns tracing on, or off again. */
export function setTracer(made: Tracer | undefined): void {
  tracer = made;
}

/** Whether anybody wants spans: what is only read for them need not be read otherwise. */
export const isTracing = (): boolean => tracer !== undefined;

/** Begins a span; undefined while tracing is off. */
export const startSpan = (name: string, options: SpanOptions): Span | undefined => tracer?.start(name, options);
