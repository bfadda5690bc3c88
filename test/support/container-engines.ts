import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Engine = 'docker' | 'podman' | 'buildah';

const output = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8' });

/**
 * Settings for a root without CAP_SYS_RESOURCE and a hybrid control-group tree, as the lab machine has:
 * Podman would raise limits beyond its own, and crun refuses such a tree.
 */
export const retrying = (folder: string): Readonly<Record<string, string>> => {
  mkdirSync(folder, { recursive: true });
  const conf = join(folder, 'containers.conf');
  const limits = 'default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]';
  writeFileSync(conf, `[containers]\n${limits}\n[engine]\nruntime = "runc"\n`);
  return { CONTAINERS_CONF: conf, BUILDAH_RUNTIME: 'runc' };
};

const lines = (text: string): readonly string[] => text.split('\n').filter(Boolean).sort();

/** All images and containers of an engine, those between the steps of a build, and of Buildah, too. */
export const thingsIn = (engine: Engine) => ({
  images: lines(output(engine, 'images', '--all', '--quiet', '--no-trunc')),
  containers: lines(
    engine === 'buildah'
      ? output('buildah', 'containers', '--all', '--quiet', '--notruncate')
      : output(engine, 'ps', '--all', ...(engine === 'podman' ? ['--external'] : []), '--quiet', '--no-trunc'),
  ),
});
