import type { Socket } from 'node:net';
import { newId } from '@messenger/kit';
import { errorBody, type Refusal, refuse } from '@messenger/proto';

/** Answers what the HTTP parser itself refuses, in the one error shape, and hangs up. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, refusal } = meaningOf(error.code);
  const requestId = newId();
  const body = JSON.stringify(errorBody(refusal, requestId));
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nX-Request-Id: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function meaningOf(code: string | undefined): { status: string; refusal: Refusal } {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return {
      status: '431 Request Header Fields Too Large',
      refusal: refuse('too_large', 'The headers are too large.'),
    };
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: '408 Request Timeout', refusal: refuse('validation_failed', 'The request took too long.') };
  }
  return { status: '400 Bad Request', refusal: refuse('validation_failed', 'The request is not valid HTTP.') };
}
