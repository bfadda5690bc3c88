import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs('docs')];

function docs(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? docs(path) : path.endsWith('.md') ? [path] : [];
  });
}

/** Targets of the links and pictures of a page that lead to files of this repository. */
const linksIn = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));

it.each(pages)('%s: every link leads to a file', (page) => {
  expect(linksIn(page).filter((target) => !existsSync(join(dirname(page), target)))).toEqual([]);
});

it.each(docs('docs').filter((page) => dirname(page) === 'docs'))('%s opens with whom it is for', (page) => {
  expect(readFileSync(page, 'utf8')).toMatch(/^# .+\n\nFor \S/);
});

it('the index names every page', () => {
  const indexed = linksIn('docs/README.md').map((target) => join('docs', target));
  const own = docs('docs').filter((page) => dirname(page) === 'docs' && page !== 'docs/README.md');
  expect(own.filter((page) => !indexed.includes(page))).toEqual([]);
  const records = linksIn('docs/decisions/README.md').map((target) => join('docs/decisions', target));
  expect(docs('docs/decisions').filter((page) => !records.includes(page) && !page.endsWith('README.md'))).toEqual([]);
});
