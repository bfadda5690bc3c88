/**
 * A command of this program as it must be typed where it was started by other words than its name.
 * @param command shell, as `musl-wizard build`; other commands stay as they are
 * @param program the words that start it here, as `npx musl-wizard`
 */
export const asCalled = (command: string, program: string): string =>
  command.replace(/(^ *|&& |\| |→ |[:;] |\(|\brun )musl-wizard(?= |$)/g, (_, before: string) => before + program);
