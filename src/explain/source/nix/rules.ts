import { buildsIn } from './builds.js';
import type { NixFault, Rule } from './rules/fault.js';
import {
  dynamicLibraries,
  glibcLibraries,
  includePaths,
  libcInInputs,
  looseInputs,
  toolsAmongLibraries,
} from './rules/inputs.js';
import { dynamicMusl, muslGccName, nestedSets, unpinned } from './rules/package-sets.js';
import {
  compilerInInputs,
  hostRustPlatform,
  hostToolchain,
  ignoredArguments,
  rustFlags,
  unusedToolchain,
} from './rules/rust.js';
import { calledText, unparsed } from './rules/syntax.js';
import type { NixNode } from './syntax.js';
import type { Values } from './values.js';

const rules: readonly Rule[] = [
  unparsed,
  calledText,
  hostRustPlatform,
  muslGccName,
  ignoredArguments,
  glibcLibraries,
  libcInInputs,
  dynamicLibraries,
  dynamicMusl,
  unusedToolchain,
  hostToolchain,
  includePaths,
  rustFlags,
  toolsAmongLibraries,
  compilerInInputs,
  nestedSets,
  looseInputs,
  unpinned,
];

/** What is wrong with a Nix file for a musl build, the surest first. */
export const faultsOf = (text: string, root: NixNode, values: Values): readonly NixFault[] => {
  const file = { text, root, values, builds: buildsIn(root, values) };
  const found = rules.flatMap((rule) => rule(file));
  // Where several rules speak of one place, the surest does.
  const places = new Map<string, NixFault>();
  for (const fault of found) {
    const key = `${fault.node.from}:${fault.node.to}`;
    const known = places.get(key);
    if (known === undefined || known.confidence < fault.confidence) places.set(key, fault);
  }
  return [...places.values()].sort((a, b) => b.confidence - a.confidence || a.node.from - b.node.from);
};
