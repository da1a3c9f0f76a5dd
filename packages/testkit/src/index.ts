export { type Story, storyIn } from './events.ts';
export { given } from './given.ts';
export { openLog, provisionLog, type TestLog } from './log.ts';
export { type RunningService, runService } from './run-service.ts';
export { type TestStack, type TestStackOptions, testStack } from './stack.ts';
export { type TcpProxy, tcpProxy } from './tcp-proxy.ts';
export { type DeviceChat, WireDevice } from './wire-device.ts';
export { type Frame, Refused, type WireError, WireSocket } from './wire-socket.ts';
export { codeOf, http, password, WireUser } from './wire-user.ts';
