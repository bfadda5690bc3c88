import type { RungOptions } from '../../rungs/options.js';

/** The words that give a build its network. */
export const networkOf = ({ network }: RungOptions): readonly string[] =>
  network === undefined || network === 'default' ? [] : ['--network', network];

/** The digest in what an engine prints of an image, that of the registry before that of the content. */
export const digestOf = (output: string): string | null => /sha256:[0-9a-f]{64}/.exec(output)?.[0] ?? null;

/** Why the mirror that was asked for cannot be one, in one sentence; null where it can, or none was asked for. */
export const whyNoMirror = ({ apkMirror }: RungOptions): string | null =>
  apkMirror === undefined || /^https?:\/\/[^\s]+$/.test(apkMirror)
    ? null
    : `"${apkMirror}" is not the address of a mirror.`;
