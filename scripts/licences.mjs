import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './ensure.mjs';

/** Folders of the packages that are in a bundle, each with a trailing slash. */
export const packagesOf = ({ inputs }) => {
  const folders = Object.keys(inputs).map((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(input)?.[0]);
  return [...new Set(folders.filter(Boolean))].sort();
};

/** Licence texts of every package that is in the bundle, as those licences ask. */
export const licences = async (metafile) => {
  const texts = [];
  for (const folder of packagesOf(metafile)) {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const file = (await readdir(join(root, folder))).find((each) => /^(licen[cs]e|copying)/i.test(each));
    const text = file ? await readFile(join(root, folder, file), 'utf8') : `License: ${license}`;
    texts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
};
