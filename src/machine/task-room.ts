import type { Capture } from './capture.js';

/** Reads a control-group file at every level. */
export type ReadCgroup = (file: string) => Capture;

/** Tasks that the control groups still allow; null: no limit seen. */
export const taskRoom = (readCgroup: ReadCgroup): number | null => {
  const [max, current] = [levels(readCgroup('pids.max')), levels(readCgroup('pids.current'))];
  const rooms = [...max].flatMap(([folder, limit]) =>
    Number.isFinite(limit) ? [limit - (current.get(folder) ?? 0)] : [],
  );
  return rooms.length > 0 ? Math.min(...rooms) : null;
};

const levels = (capture: Capture): Map<string, number> => {
  const text = 'ok' in capture && capture.ok ? capture.text : '';
  return new Map(
    text.split('\n').flatMap((line) => {
      const [folder, value] = line.split('\t');
      return folder && value ? [[folder, value === 'max' ? Number.POSITIVE_INFINITY : Number(value)] as const] : [];
    }),
  );
};
