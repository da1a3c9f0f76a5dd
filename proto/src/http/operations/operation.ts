import { Type } from '@sinclair/typebox';
import type { Operation } from '../operation.ts';

const Ready = Type.Object({
  status: Type.Union([Type.Literal('ready'), Type.Literal('not ready')]),
  failing: Type.Array(Type.String()),
});

/** What operators and their tools ask; open, uncounted, not for the outside. */
export const operationOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/health',
    id: 'health',
    tag: 'operation',
    summary: 'Is this instance alive?',
    open: true,
    answers: { 200: { summary: 'Yes.', body: Type.Object({ status: Type.Literal('ok') }) } },
    errors: [],
  },
  {
    method: 'GET',
    path: '/ready',
    id: 'ready',
    tag: 'operation',
    summary: 'May this instance get traffic?',
    open: true,
    answers: {
      200: { summary: 'Yes.', body: Ready },
      503: { summary: 'No, and why, where it is asked itself and not through the edge.', body: Ready },
    },
    errors: [],
  },
  {
    method: 'GET',
    path: '/metrics',
    id: 'metrics',
    tag: 'operation',
    summary: 'Metrics in the text format of Prometheus',
    open: true,
    answers: { 200: { summary: 'The metrics.', body: Type.String({ examples: ['gateway_connections 12'] }) } },
    errors: [],
  },
];
