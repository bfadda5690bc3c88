// Makes what is drawn or printed from the flows: docs/choose-setup.svg for the README, and
// flows/tree.schema.json, which editors complete trees by. Run after `npm run build`.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const flow = (...words) =>
  execFileSync(process.execPath, [join(root, 'dist/musl-wizard.cjs'), 'flow', ...words], {
    cwd: root,
    encoding: 'utf8',
  });

writeFileSync(join(root, 'docs/choose-setup.svg'), flow('graph', 'choose-setup', '--format', 'svg'));
writeFileSync(join(root, 'flows/tree.schema.json'), flow('--json-schema'));
