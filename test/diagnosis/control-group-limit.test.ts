import { expect, it } from 'vitest';
import { liftLimit } from '../../src/diagnosis/control-group-limit.js';
import { captured } from '../support/captures.js';
import { someFacts } from '../support/facts.js';

const memory = { files: ['memory.max', 'memory.high', 'memory.limit_in_bytes'], what: 'memory' };
const pids = { files: ['pids.max'], what: 'task' };
const root = '/sys/fs/cgroup';
const session = `${root}/user.slice/user-1000.slice/session-4.scope`;
const slice = `${root}/user.slice/user-1000.slice`;

const lifted = (
  limit: typeof memory,
  files: Readonly<Record<string, readonly string[]>>,
  {
    system = 'systemd',
    kind = 'none',
  }: { readonly system?: 'systemd' | 'openrc'; readonly kind?: 'none' | 'docker' } = {},
) => {
  const facts = someFacts({ init: { system }, container: { kind }, isolation: { uid: 1000 } });
  const captures = captured(
    Object.fromEntries(Object.entries(files).map(([file, lines]) => [`cgroup:${file}`, lines.join('\n')])),
  );
  const fix = liftLimit(facts, captures, limit);
  return fix && { commands: fix.commands, undo: fix.undo, root: fix.root };
};

it.each([
  ['the slice above', [`${session}\tmax`, `${slice}\t120`], 'user-1000.slice', '120'],
  ['the session', [`${session}\t90`, `${slice}\t120`], 'session-4.scope', '90'],
  ['the leaf, of two alike', [`${session}\t90`, `${slice}\t90`], 'session-4.scope', '90'],
  ['a service', [`${root}/system.slice/ci-runner.service\t60`], 'ci-runner.service', '60'],
  ['a unit with an escaped name', [`${root}/system.slice/run-r1\\x2d2.service\t60`], "'run-r1\\x2d2.service'", '60'],
])('lifts a task limit at the unit that holds it: %s', (_, levels, unit, before) => {
  const set = `systemctl set-property --runtime ${unit} TasksMax=`;
  expect(lifted(pids, { 'pids.max': levels })).toEqual({
    commands: [`${set}infinity`],
    undo: `${set}${before}`,
    root: true,
  });
});

it('lifts the memory limit that decides, and names its property', () => {
  const files = {
    'memory.max': [`${session}\t900`, `${slice}\tmax`],
    'memory.high': [`${session}\tmax`, `${slice}\t500`],
  };
  const set = 'systemctl set-property --runtime user-1000.slice MemoryHigh=';
  expect(lifted(memory, files)).toEqual({ commands: [`${set}infinity`], undo: `${set}500`, root: true });
});

it("asks the user's own manager for a unit of its own, without root", () => {
  const unit = `${slice}/user@1000.service/app.slice/app-term.scope`;
  const set = 'systemctl --user set-property --runtime app-term.scope TasksMax=';
  expect(lifted(pids, { 'pids.max': [`${unit}\t80`] })).toEqual({
    commands: [`${set}infinity`],
    undo: `${set}80`,
    root: false,
  });
  // Not that of somebody else.
  const other = unit.replace('user@1000', 'user@1001');
  expect(lifted(pids, { 'pids.max': [`${other}\t80`] })?.root).toBe(true);
});

it.each([
  ['a group that is no unit', 'pids.max', `${root}/jail`, 'max', {}],
  ['a system without systemd', 'pids.max', `${root}/user.slice`, 'max', { system: 'openrc' }],
  ['the first version of control groups', 'memory.limit_in_bytes', `${root}/memory/system.slice`, '-1', {}],
] as const)('writes to the file of %s', (_, file, folder, none, machine) => {
  const limit = file === 'pids.max' ? pids : memory;
  expect(lifted(limit, { [file]: [`${folder}\t4096`] }, machine)).toEqual({
    commands: [`echo ${none} > ${folder}/${file}`],
    undo: `echo 4096 > ${folder}/${file}`,
    root: true,
  });
});

it('has nothing to say in a container, or where the group that holds it is not seen', () => {
  expect(lifted(pids, { 'pids.max': [`${root}\t80`] }, { kind: 'docker' })).toBeNull();
  expect(lifted(pids, { 'pids.max': [`${session}\tmax`] })).toBeNull();
  expect(lifted(pids, {})).toBeNull();
});
