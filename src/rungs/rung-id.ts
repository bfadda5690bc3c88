/** The ways to get a static binary. The ids are a contract. */
export const rungIds = ['pkgs-musl', 'alpine', 'zig', 'musl-gcc', 'glibc-static'] as const;
export type RungId = (typeof rungIds)[number];

/** Whether `text` names a rung. */
export const isRungId = (text: string): text is RungId => (rungIds as readonly string[]).includes(text);
