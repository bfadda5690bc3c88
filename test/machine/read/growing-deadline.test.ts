import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { growingDeadline } from '../../../src/machine/read/growing-deadline.js';

const clock = vi.hoisted(() => ({ ms: 0 }));
vi.mock('../../../src/machine/clock.js', () => ({ now: () => clock.ms }));
/** Lets so many milliseconds pass. */
const pass = (ms: number): void => {
  clock.ms += ms;
  vi.advanceTimersByTime(ms);
};
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const open = (limits: { deadlineMs?: number; patience?: number } = {}) => {
  const expire = vi.fn();
  const deadline = growingDeadline({ deadlineMs: undefined, usualMs: 1000, patience: 1, ...limits }, expire);
  return { ...deadline, expire };
};

it('ends a usual machine in the usual time, once', () => {
  const { expire, slowDown } = open();
  pass(999);
  expect(expire).not.toHaveBeenCalled();
  pass(1);
  slowDown(5);
  pass(10_000);
  expect(expire).toHaveBeenCalledOnce();
});

it('grows from its beginning with the pace, never back', () => {
  const { expire, slowDown, pace, limitMs } = open();
  pass(400);
  slowDown(3);
  slowDown(2);
  expect([pace(), limitMs()]).toEqual([3, 3000]);
  pass(2599);
  expect(expire).not.toHaveBeenCalled();
  pass(1);
  expect(expire).toHaveBeenCalledOnce();
});

it('begins with the patience that was asked for', () => {
  const { expire, pace } = open({ patience: 4 });
  expect(pace()).toBe(4);
  pass(3999);
  expect(expire).not.toHaveBeenCalled();
});

it.each([
  [500, 1],
  [4000, 4],
  [20_000, 8],
])('does not grow beyond a limit that was set, of %i ms, and parts get what it leaves', (deadlineMs, most) => {
  const { expire, slowDown, pace } = open({ deadlineMs });
  slowDown(8);
  expect(pace()).toBe(most);
  pass(deadlineMs - 1);
  expect(expire).not.toHaveBeenCalled();
  pass(1);
  expect(expire).toHaveBeenCalledOnce();
});

it('does nothing any more once it is closed', () => {
  const { expire, slowDown, close } = open();
  close();
  slowDown(8);
  pass(100_000);
  expect(expire).not.toHaveBeenCalled();
});
