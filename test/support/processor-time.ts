/**
 * Processor time that this process takes for some work, in ms. Other processes do not count, so that a limit holds on a
 * machine under load as well; the unit suite asserts no elapsed time.
 */
export const processorTime = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
