export { given } from './given.ts';
export { openLog, provisionLog, type TestLog } from './log.ts';
export { type RunningService, runService } from './run-service.ts';
export { type TestStack, type TestStackOptions, testStack } from './stack.ts';
export { type TcpProxy, tcpProxy } from './tcp-proxy.ts';
