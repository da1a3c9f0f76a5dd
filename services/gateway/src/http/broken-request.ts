import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '@messenger/kit';
import { type Cursor, encodeCursor, errorBody, type Refusal, refusalStatus, refuse } from '@messenger/proto';

/**
 * Answers what the HTTP parser itself refuses, in the one error shape, and hangs up. `position`: what the caller has seen,
 * as far as the request told.
 */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket, position: Cursor): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const refusal = late ? refuse('validation_failed', 'The request took too long.') : refusalOf(error.code);
  // A connection that a browser has opened in advance ends so, too: by this status it knows to take another.
  const status = late ? 408 : refusalStatus[refusal.code];
  const requestId = newId();
  const body = JSON.stringify(errorBody(refusal, requestId));
  const headers = [
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    `X-Position: ${encodeCursor(position)}`,
    'Connection: close',
  ];
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
}

function refusalOf(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return refuse('too_large', 'The headers are too large.');
  return refuse('validation_failed', 'The request is not valid HTTP.');
}
