/** NATS and HTTP header names, in one place. */
export const headers = {
  requestId: 'request-id',
  traceparent: 'traceparent',
  position: 'position',
  /** Of a request: who answers is to say, time and again, that it is in work; and of what says so. */
  signOfLife: 'sign-of-life',
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
