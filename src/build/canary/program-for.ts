import type { BuildSystem, Candidate, Project } from '../../project/project.js';
import type { CanaryProgram } from './canary.js';

/**
 * The canary that stands for a project: a program in its language, so that a rung without its compiler or standard
 * library does not pass. C where the folder holds no project, or may be built in ways that differ in language. Pure.
 * @param wanted the build system that was asked for
 */
export const programFor = ({ candidates }: Project, wanted?: BuildSystem): CanaryProgram => {
  const meant = wanted === undefined ? candidates : candidates.filter(({ build }) => build.system === wanted);
  const [program = 'c-hello', ...others] = new Set(meant.map(inLanguageOf));
  return others.length > 0 ? 'c-hello' : program;
};

const inLanguageOf = ({ languages }: Candidate): CanaryProgram => {
  if (languages.includes('rust')) return 'rust';
  if (languages.includes('go')) return 'go';
  // CMake and autoconf ask for both languages where only one is used.
  return languages.includes('cxx') && !languages.includes('c') ? 'cxx' : 'c-hello';
};
