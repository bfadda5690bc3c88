import type { CaptureKey } from './capture.js';

const moving = /^(?:cgroup:|file:\/proc\/meminfo$|paths:.*-images$)/;

/** Whether what a key reads is not the same while programs run, or once they were asked: then it is read before them. */
export const isVolatileKey = (key: CaptureKey): boolean => moving.test(key);
