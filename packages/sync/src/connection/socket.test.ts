import { expect, test } from 'vitest';
import { openSocket } from './socket.ts';

test('what is sent while the socket closes is dropped without a word', () => {
  const sent: string[] = [];
  let socket!: { readyState: number };
  class ClosingSocket extends EventTarget {
    readyState = 1;
    constructor() {
      super();
      socket = this;
    }
    send(text: string) {
      sent.push(`${this.readyState} ${text}`);
    }
    close() {}
  }
  const silent = { opened() {}, frame() {}, closed() {} };
  const wire = openSocket(ClosingSocket, 'ws://localhost', silent);
  wire.send({ type: 'ping', data: {} });
  socket.readyState = 2;
  wire.send({ type: 'ping', data: {} });
  expect(sent).toEqual(['1 {"type":"ping","data":{}}']);
});
