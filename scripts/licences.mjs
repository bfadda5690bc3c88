import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wasmFile } from './wasm-plugin.mjs';

/** What a package has in it, built from sources of others, and does not give the notice of. */
const built = {
  '@cursorless/tree-sitter-wasms': [
    'in it tree-sitter-nix, under the MIT License, as of web-tree-sitter:',
    'Copyright (c) 2019 Charles Strahan',
  ],
};

/** The file of a package that a module is made of. */
const fileOf = (id) => (id.startsWith('\0virtual:wasm:') ? wasmFile(id.slice(14)) : id);

/** Folders of the packages that are in a bundle, each with a trailing slash. */
export const packagesOf = (output) => {
  const modules = output.flatMap(({ moduleIds = [] }) => moduleIds.map(fileOf));
  const folders = modules.map((id) => /^\/.*\/node_modules\/(?:@[^/]+\/)?[^/.]+\//.exec(id)?.[0]);
  return [...new Set(folders.filter(Boolean))].sort();
};

/**
 * Licence texts of every package that is in the bundle, as those licences ask: each text once, below the packages
 * that are under it, with the copyright notices of each word for word; packages of one notice stand in one line.
 */
export const licences = async (output) => {
  const holders = new Map();
  for (const folder of packagesOf(output)) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((each) => /^(licen[cs]e|copying)/i.test(each));
    const { notices, terms } = apart(file ? await readFile(join(folder, file), 'utf8') : `License: ${license}`);
    const alike = terms.replace(/\W+/g, ' ').toLowerCase();
    const entry = holders.get(alike) ?? { terms, packages: new Map() };
    const below = [...notices, ...(built[name] ?? [])].map((line) => `    ${line}`).join('\n');
    entry.packages.set(below, [...(entry.packages.get(below) ?? []), `${name} ${version}`]);
    holders.set(alike, entry);
  }
  const texts = [...holders.values()].map(
    ({ terms, packages }) =>
      `${[...packages].map(([below, names]) => `${names.join(', ')}\n${below}`).join('\n')}\n\n${terms}\n`,
  );
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
};

/** The lines at the head of a text that name the licence and its holders, and what follows. */
const apart = (text) => {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const isHead = (line) =>
    line === '' ||
    /^(?:\(?the )?(?:mit|isc|bsd)\b.{0,40}licen[cs]e\b|^(?:copyright\b|\(c\)|all rights reserved)/i.test(line);
  const end = lines.findIndex((line) => !isHead(line));
  const head = end === -1 ? lines : lines.slice(0, end);
  return { notices: head.filter(Boolean), terms: lines.slice(head.length).join('\n') };
};
