// `node scripts/strings.mjs [PATTERN]`: all texts of src and flows that a user can meet, a line each, as FILE:LINE<TAB>TEXT.
// `node scripts/strings.mjs --draw N SEED`: N of them at random, the same ones for the same seed.
// For reading them through in one go. A text is a literal with a blank between words, or a sentence's only word.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { parseAst } from 'rolldown/parseAst';
import { root } from './ensure.mjs';

/** Whether a literal reads as language: two words, or a capital and a full stop. */
const isText = (text) => /[A-Za-z]{2,}[,.:;]? +[A-Za-z]/.test(text) || /^[A-Z][a-z]+[.:…?]$/.test(text);

/** Texts of a module with their offsets. Templates are one text, with {} for what is filled in. */
const textsOfModule = (code, lang) => {
  const found = [];
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (node.type === 'ImportDeclaration' || node.type === 'TSLiteralType') return;
    if (node.type === 'Literal' && typeof node.value === 'string') found.push([node.start, node.value]);
    else if (node.type === 'JSXText') found.push([node.start, node.value.trim()]);
    else if (node.type === 'TemplateLiteral') {
      found.push([node.start, node.quasis.map(({ value }) => value.cooked).join('{}')]);
      return node.expressions.forEach(visit);
    }
    for (const key of Object.keys(node)) if (key !== 'type') visit(node[key]);
  };
  visit(parseAst(code, { lang }).body);
  return found.filter(([, text]) => isText(text));
};

/** Keys of flows whose text is shown. Patterns and samples are not. */
const shown = new Set([
  'title',
  'about',
  'ask',
  'check',
  'why',
  'question',
  'text',
  'advice',
  'note',
  'changes',
  'label',
  'description',
  'help',
  'because',
  'summary',
  'reason',
  'name',
  'traps',
]);

const textsOfYaml = (code) => {
  const found = [];
  const visit = (node, key) => {
    if (typeof node === 'string') {
      if (shown.has(key) && isText(node)) found.push([code.indexOf(node.split('\n')[0]), node]);
    } else if (Array.isArray(node)) {
      for (const each of node) visit(each, key);
    } else if (node !== null && typeof node === 'object')
      for (const [name, value] of Object.entries(node)) visit(value, name);
  };
  visit(load(code), '');
  return found;
};

/** All texts: file, line, text. */
export const userStrings = () => {
  const files = ['src', 'flows']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name)))
    .filter((name) => /\.(?:tsx?|yaml)$/.test(name))
    .toSorted();
  return files.flatMap((file) => {
    const code = readFileSync(join(root, file), 'utf8');
    const found = file.endsWith('.yaml') ? textsOfYaml(code) : textsOfModule(code, file.endsWith('x') ? 'tsx' : 'ts');
    return found.map(([at, text]) => ({ file, line: code.slice(0, Math.max(at, 0)).split('\n').length, text }));
  });
};

const print = ({ file, line, text }) => `${file}:${line}\t${text.replaceAll('\n', '\\n')}`;

if (process.argv[1] === import.meta.filename) {
  const [first = '', count, seed] = process.argv.slice(2);
  const lot = ({ text }) => createHash('sha256').update(`${seed}\n${text}`).digest('hex');
  const chosen =
    first === '--draw'
      ? userStrings()
          .map((each) => [lot(each), each])
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .slice(0, Number(count))
          .map(([, each]) => each)
      : userStrings().filter(({ text }) => new RegExp(first, 'i').test(text));
  for (const each of chosen) console.log(print(each));
}
