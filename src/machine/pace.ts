/** What a usual machine takes to start something, in milliseconds, with much to spare: a shell 5 to 10, Node 25 to 40. */
const usualMs = { shell: 25, node: 150 } as const;
/** No machine gets more than this many times the usual time. */
export const mostPace = 8;

/**
 * How many times the usual time a machine gets, so that what is slow is not taken for what does not answer. Pure.
 * @param startMs milliseconds that it took to start one there
 * @returns 1 to mostPace, whole
 */
export const paceOf = (started: keyof typeof usualMs, startMs: number): number =>
  Math.min(mostPace, Math.max(1, Math.round(startMs / usualMs[started])));

/** What the shell collector says, on its standard error, on a slow machine. */
const announcement = /^musl-wizard: a slow machine, (\d{1,3}) times the usual time$/m;

/** The pace in what came from a collector's standard error; 1 where it says none. Never more than mostPace. Pure. */
export const announcedPace = (text: string): number =>
  Math.min(mostPace, Math.max(1, Number(announcement.exec(text)?.[1] ?? 1)));

/** An answer without that line, for a transport that has one stream for both. Pure. */
export const withoutAnnouncement = (text: string): string => text.replace(announcement, '');
