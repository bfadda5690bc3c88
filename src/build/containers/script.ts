import type { ChosenProject } from '../../project/project.js';
import { apkPackages, containerBuild } from '../../recipe/dockerfile.js';
import type { RungOptions } from '../../rungs/options.js';
import type { Toolchain } from '../../rungs/toolchain.js';
import { shellQuote } from '../../text/shell-quote.js';

/** Where the sources are in a container, including the script. */
export const sourceFolder = '/src';
export const scriptName = '.mw-in-container.sh';

/** Where the script puts the programs. */
export const programsFolder = '/out';

/** What the container's own control group counted, as the script prints it. */
export const peakOf = (output: string): number | null => {
  const bytes = /^peak memory in bytes: (\d+)$/m.exec(output)?.[1];
  return bytes === undefined ? null : Number(bytes);
};

// Of Docker's and Podman's containers alone is it certain that they see their own group there (v2, v1);
// the root group, which counts the whole machine, has no such file in v2 and a release_agent beside it in v1.
const tellPeak = [
  'tell_peak() {',
  '  for file in /sys/fs/cgroup/memory.peak /sys/fs/cgroup/memory/memory.max_usage_in_bytes; do',
  '    [ ! -r "$file" ] || [ -e "$(dirname "$file")/release_agent" ] || echo "peak memory in bytes: $(cat "$file")"',
  '  done',
  '}',
  'if [ $# -eq 0 ]; then trap tell_peak EXIT; fi',
];

export interface ScriptInput {
  readonly project: ChosenProject;
  readonly tools: Toolchain;
  readonly options: RungOptions;
  readonly args: readonly string[];
  readonly jobs: number;
}

/**
 * What runs in the container: what the recipe's Dockerfile has, as one script. Packages that are there already are not
 * asked for, so that it works without a network. Given a folder it copies the programs there, too, and prints no peak.
 */
export const inContainer = ({ project, tools, options, args, jobs }: ScriptInput): string => {
  const packages = shellQuote(apkPackages(project));
  const { apkMirror, network } = options;
  const mirror = apkMirror
    ? [
        `mirror=${shellQuote([apkMirror.replace(/\/+$/, '')])}`,
        'release=v$(cut -d. -f1,2 /etc/alpine-release)',
        'printf "%s\\n" "$mirror/$release/main" "$mirror/$release/community" >/etc/apk/repositories',
      ]
    : [];
  return `${[
    '#!/bin/sh',
    'set -eu',
    ...tellPeak,
    'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'cat /etc/alpine-release',
    ...mirror,
    `apk info -e ${packages} >/dev/null 2>&1 || apk add --no-cache ${network === 'none' ? '--no-network ' : ''}${packages}`,
    `cd ${sourceFolder}`,
    `JOBS=${jobs}`,
    ...containerBuild(project, tools, options, args, programsFolder),
    `if [ $# -gt 0 ]; then mkdir -p "$1" && cp -R ${programsFolder}/. "$1"; fi`,
  ].join('\n')}\n`;
};
