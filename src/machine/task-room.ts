import { readCgroup } from './read/cgroups.js';

/** Tasks that the control groups still allow; null: no limit seen. */
export const taskRoom = async (): Promise<number | null> => {
  const [max, current] = await Promise.all([levels('pids.max'), levels('pids.current')]);
  const rooms = [...max].flatMap(([folder, limit]) =>
    Number.isFinite(limit) ? [limit - (current.get(folder) ?? 0)] : [],
  );
  return rooms.length > 0 ? Math.min(...rooms) : null;
};

const levels = async (file: string): Promise<Map<string, number>> => {
  const capture = await readCgroup(file);
  const text = 'ok' in capture && capture.ok ? capture.text : '';
  return new Map(
    text.split('\n').flatMap((line) => {
      const [folder, value] = line.split('\t');
      return folder && value ? [[folder, value === 'max' ? Number.POSITIVE_INFINITY : Number(value)] as const] : [];
    }),
  );
};
