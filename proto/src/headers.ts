/** NATS and HTTP header names, in one place. */
export const headers = {
  requestId: 'request-id',
  traceparent: 'traceparent',
  position: 'position',
  /** NATS micro's own names, so that `nats micro` shows refusals as errors. */
  errorCode: 'Nats-Service-Error-Code',
  error: 'Nats-Service-Error',
  expectedLastSubjectSequence: 'Nats-Expected-Last-Subject-Sequence',
  httpPosition: 'x-position',
  httpRequestId: 'x-request-id',
  idempotencyKey: 'idempotency-key',
  /** On the private door of media: on whose behalf the gateway asks. */
  onBehalfOf: 'x-on-behalf-of',
} as const;
