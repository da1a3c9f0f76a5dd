import { expect, onTestFinished, test, vi } from 'vitest';
import { runMessenger } from './run.ts';
import { reasonOf } from './trouble.ts';

test('where a name stands for several addresses, what is wrong with each is said', () => {
  const each = ['::1', '127.0.0.1'].map((address) => new Error(`connect ECONNREFUSED ${address}:5432`));
  expect(reasonOf(new AggregateError(each))).toBe('connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432');
  expect(reasonOf(new AggregateError(each, 'no database'))).toBe('no database');
});

test.each([
  ['--monitor-port <port>', '8222x'],
  ['--max-file-store <size>', '16'],
])('no configuration of NATS is printed for a wrong %s', async (option, wrong) => {
  const [said, printed] = [vi.spyOn(process.stderr, 'write'), vi.spyOn(process.stdout, 'write')];
  for (const spy of [said, printed]) spy.mockReturnValue(true);
  onTestFinished(() => void vi.restoreAllMocks());
  const code = await runMessenger(['nats-config', option.split(' ')[0]!, wrong], { DATA_DIR: '/nowhere' });
  expect({ code, printed: printed.mock.calls, said: said.mock.calls }).toEqual({
    code: 2,
    printed: [],
    said: [[expect.stringContaining(`'${option}' argument '${wrong}' is invalid`)]],
  });
});
