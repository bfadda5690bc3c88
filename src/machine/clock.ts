/** Milliseconds since some moment, as performance.now() counts them: for which Node would load a tenth of its library. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;
