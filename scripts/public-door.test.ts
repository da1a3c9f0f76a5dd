import { expect, test } from 'vitest';
import { publicDoor } from './public-door.ts';

test('an address of another machine is said to be that, and not a port that is taken', async () => {
  const door = publicDoor({ HOST: '203.0.113.7', PORT: '20123' });
  await expect(door).rejects.toThrow('HOST=203.0.113.7 is no address of this machine.');
});
