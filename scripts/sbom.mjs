// `npm run sbom [-- FILE]`: what is in the bundle, as CycloneDX 1.6 JSON, on standard output or in FILE. The list is the
// bundler's own of the modules that it put in, so a package that is only needed to build is not in it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { bundle } from './bundle.mjs';
import { root } from './ensure.mjs';
import { packagesOf } from './licences.mjs';

const read = async (folder) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
const locked = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')).packages;
const licences = new Contrib.License.Factories.LicenseFactory();

const component = ({ name, version, description, license }, type) => {
  const [, group, plain] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name);
  const licenses = license ? [licences.makeFromString(license)] : [];
  return new Models.Component(type, plain, {
    group,
    version,
    description,
    bomRef: `${name}@${version}`,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: new Models.LicenseRepository(licenses),
  });
};

/** The checksum by which npm fetched a package: "sha512-" and base64. */
const checksum = (folder) => {
  const [, content] = /^sha512-(\S+)$/.exec(locked[folder.slice(root.length + 1, -1)]?.integrity ?? '') ?? [];
  const hex = content && Buffer.from(content, 'base64').toString('hex');
  return new Models.HashDictionary(hex ? [[Enums.HashAlgorithm['SHA-512'], hex]] : []);
};

const own = await read(root);
const bom = new Models.Bom();
bom.metadata.component = component(own, Enums.ComponentType.Application);
// The same version may be in two folders.
const seen = new Set();
for (const folder of packagesOf(await bundle(null, { version: own.version }))) {
  const part = component(await read(folder), Enums.ComponentType.Library);
  if (seen.has(part.bomRef.value)) continue;
  seen.add(part.bomRef.value);
  part.hashes = checksum(folder);
  bom.components.add(part);
  bom.metadata.component.dependencies.add(part.bomRef);
}

const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
const text = `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
const [file] = process.argv.slice(2);
if (file) await writeFile(file, text);
else process.stdout.write(text);
