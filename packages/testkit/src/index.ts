export { type TestStack, type TestStackOptions, testStack } from './stack.ts';
