import type { Controller } from '../controller.js';
import { useEffect, useStdout } from '../ink.js';

/** Passes the model the size of the terminal, now and whenever it changes. */
export const useWindowSize = ({ send }: Controller): void => {
  const { stdout } = useStdout();
  useEffect(() => {
    const tell = () => send({ type: 'resized', size: { columns: stdout.columns || 80, rows: stdout.rows || 24 } });
    stdout.on('resize', tell);
    return () => void stdout.off('resize', tell);
  }, [stdout, send]);
};
