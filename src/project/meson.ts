import { blankComments, evidenceIn, evidenceOf, isSafeName } from './lines.js';
import type { Language, Target } from './project.js';
import type { ProjectFiles } from './project-files.js';
import type { ProjectReading } from './reading.js';
import type { Request } from './request.js';

const quoted = /'([^'\n]{1,64})'/g;

/** What meson.build files tell. Source: Meson's reference manual. */
export const readMeson = (files: ProjectFiles): ProjectReading | null => {
  const root = files.texts.get('meson.build');
  if (root === undefined) return null;
  const requests: Request[] = [];
  const targets: Target[] = [];
  for (const path of files.paths.filter((candidate) => /(?:^|\/)meson\.build$/.test(candidate))) {
    const source = files.texts.get(path) ?? '';
    const text = blankComments(source, '#');
    const at = evidenceIn(path, source);
    for (const match of text.matchAll(/\b(dependency|find_library|executable)\s*\(([^()]{0,2048})/g)) {
      const [, call, words = ''] = match;
      const evidence = at(match.index);
      const first = /^\s*'([^'\n]{1,64})'/.exec(words)?.[1];
      if (first === undefined) continue;
      if (call === 'executable') {
        if (isSafeName(first) && !/(?:^|\/)(?:tests?|examples?)\//i.test(path)) targets.push({ name: first, evidence });
        continue;
      }
      const optional = /\brequired\s*:\s*(?!true\b)\S/.test(words);
      requests.push({ how: call === 'dependency' ? 'meson' : 'flag', name: first, optional, evidence });
    }
  }
  const named = [...(/\bproject\s*\(([^()]{0,2048})/.exec(root)?.[1] ?? '').matchAll(quoted)].map((match) => match[1]);
  const languages: Language[] = [];
  if (named.includes('c')) languages.push('c');
  if (named.includes('cpp')) languages.push('cxx');
  return {
    build: { system: 'meson' },
    evidence: [evidenceOf('meson.build')],
    requests,
    targets,
    languages: languages.length > 0 ? languages : ['c'],
  };
};
