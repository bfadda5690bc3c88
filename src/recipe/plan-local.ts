import { withoutForeign } from '../rungs/foreign-variables.js';
import { type BuildPlan, jobsOf, libcOf, type PlanInput, type Unplannable } from './plan.js';
import { jobsVariable, stepsFor } from './steps.js';
import { glibcStatic, muslGcc, type Toolchain, zig } from './toolchain.js';

const toolchainFor = ({ setup, facts }: PlanInput): Toolchain | Unplannable => {
  const { toolchain, os } = facts;
  const host = os.arch ?? 'x86_64';
  const arch = setup.options.arch ?? host;
  if (setup.rung === 'zig') {
    if (!toolchain.zig) return { blocked: 'zig is not installed.', findings: ['toolchain-zig-missing'] };
    return zig(arch, host, toolchain.zig.path.split(' '));
  }
  if (arch !== host) return { blocked: `${setup.rung} builds for ${host}, not for ${arch}.`, findings: [] };
  if (setup.rung === 'musl-gcc') {
    if (!toolchain.muslGcc) return { blocked: 'musl-gcc is not installed.', findings: ['toolchain-musl-gcc-missing'] };
    return muslGcc(arch, toolchain.muslGcc.path);
  }
  if (!toolchain.cc) return { blocked: 'There is no C compiler.', findings: ['toolchain-cc-missing'] };
  return glibcStatic(arch, toolchain.cc.path, toolchain.cxx?.path ?? null);
};

/** A build by tools of this machine: glibc-static, musl-gcc, zig. */
export const planLocal = (input: PlanInput): BuildPlan | Unplannable => {
  const { project, place, args } = input;
  const tools = toolchainFor(input);
  if ('blocked' in tools) return tools;
  const jobs = jobsOf(input);
  const variable = jobsVariable[project.build.system];
  const { files, steps, output } = stepsFor({ project, tools, folders: place, args });
  return {
    files: files.map((file) => ({ ...file, path: `${place.build}/${file.path}` })),
    env: { ...withoutForeign, ...(variable === null ? {} : { [variable.name]: `${variable.prefix}${jobs}` }) },
    steps,
    output,
    jobs,
    expects: { libc: libcOf(tools.libc), machine: tools.arch },
  };
};
