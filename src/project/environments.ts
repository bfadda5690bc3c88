import type { EnvironmentFile } from './project.js';
import type { ProjectFiles } from './project-files.js';

const kinds: readonly (readonly [EnvironmentFile['kind'], RegExp])[] = [
  ['flake', /^flake\.nix$/],
  ['nix-shell', /^shell(?:-[\w.-]+)?\.nix$/],
  ['nix-build', /^(?:default|static)\.nix$/],
  ['dockerfile', /^(?:Docker|Container)file(?:\.[\w.-]+)?$/],
  ['justfile', /^\.?[Jj]ustfile$|^[\w.-]+\.just$/],
  ['ci', /^(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.yml)$/],
];

/** Build environments that the project has already: its own recipes come beside them, not over them. */
export const environmentsOf = (files: ProjectFiles): EnvironmentFile[] =>
  files.paths.flatMap((path) => {
    const kind = kinds.find(([, pattern]) => pattern.test(path))?.[0];
    return kind ? [{ kind, path }] : [];
  });
