import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { BuildResult } from '../../src/build/project/build-result.js';
import type { Behaviour } from '../../src/build/project/check-behaviour.js';
import { testedPrograms } from '../support/behaviour.js';
import { describeLab, program, staticLibc } from '../support/lab.js';
import { debianSources, projectBench } from '../support/projects.js';

// $BEHAVIOUR: `all`, or packages, each for `npm run behaviour`; else the few that take little time.
const asked = (process.env.BEHAVIOUR ?? '').split(' ').filter((word) => word !== '');
const chosen = testedPrograms.filter((each) =>
  asked.length === 0 ? each.always : asked.includes('all') || asked.includes(each.package),
);
const ofGlibc = chosen.some(({ rung }) => rung === 'glibc-static');
const needs = [program('make'), program('gcc'), program('musl-gcc'), program('dpkg-source')];

describeLab("Debian's programs behave as native ones", ofGlibc ? [...needs, staticLibc] : needs, () => {
  const hour = 3_600_000;
  const bench = projectBench(hour);
  afterAll(() => bench.remove());

  it.each(chosen)(
    '$package by $rung',
    async ({ package: name, rung, words, tests, differs }) => {
      const project = bench.copy(join(debianSources(name), name));
      const result = await bench.buildBy(project, ['--rung', rung, ...words], { LC_ALL: 'C' });
      const { behaviour, exitCode } = result as unknown as BuildResult & { behaviour: Behaviour; exitCode: number };
      const { checks } = behaviour;
      if (process.env.BEHAVIOUR_REPORT)
        appendFileSync(process.env.BEHAVIOUR_REPORT, `${JSON.stringify({ package: name, rung, tests, checks })}\n`);
      expect(checks.map(({ same, reason }) => [same, reason])).toEqual([[differs.length === 0, null]]);
      expect(
        checks.flatMap(({ differences }) => differences.map((each) => `${each.where}: ${each.static}`.trim())),
      ).toEqual(differs);
      expect(exitCode).toBe(differs.length === 0 ? 0 : 1);
    },
    hour,
  );
});
