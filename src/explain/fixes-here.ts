import type { Fix } from '../diagnosis/finding.js';
import { managers } from '../diagnosis/package-managers.js';
import type { Facts } from '../facts/facts.js';
import type { Cause } from './signature.js';

type CauseFix = Cause['fixes'][number];

/** A fix for a log of unknown origin: it is not known what can run. */
export const asFix = ({ title, commands, needsRoot, changes, undo }: CauseFix): Fix => ({
  title,
  commands: commands ?? [],
  needsRoot: needsRoot ?? false,
  changes: changes ?? null,
  undo: undo ?? null,
  runnable: false,
});

/** What a name taken out of a log may be, to stand in a command that a person pastes into a shell. */
const plainName = /^[a-z0-9][a-z0-9_.+/-]{0,80}$/;

/**
 * Fixes with `{name}` in them filled in by what the log calls missing; NAME where it does
 * not show it, or shows something that does not look like one. Such a fix is never run unasked: it is not `runnable`.
 */
export const namedFixes = (fixes: readonly CauseFix[], name = ''): readonly CauseFix[] => {
  const lower = name.toLowerCase();
  const word = plainName.test(lower) ? lower : 'NAME';
  const filled = (text: string) => text.replaceAll('{name}', word);
  return fixes.map((fix) => ({
    ...fix,
    title: filled(fix.title),
    ...(fix.commands && { commands: fix.commands.map(filled) }),
  }));
};

/** Where the log was written: on the machine at hand, in a container of it, or elsewhere. */
export type LogOrigin = 'here' | 'container' | 'elsewhere';

/**
 * The fixes of a cause for a machine: those for its system first, and runnable where the commands
 * are complete, this is the machine, and it has what they call. Packages that a container lacks
 * are not installed beside it. Pure.
 */
export const fixesHere = (fixes: readonly CauseFix[], facts: Facts, place: LogOrigin): readonly Fix[] => {
  const system = place === 'container' ? 'alpine' : (facts.os.id ?? '');
  const own = managers.find(({ distributions }) => distributions.includes(system))?.name;
  const fits = ({ packager }: CauseFix) => packager === undefined || packager === own;
  return [...fixes.filter(fits), ...fixes.filter((fix) => !fits(fix))].map((fix) => ({
    ...asFix(fix),
    runnable:
      fix.runnable === true &&
      fits(fix) &&
      (place === 'here' || (place === 'container' && fix.packager === undefined)) &&
      (!fix.needsRoot || facts.isolation.uid === 0) &&
      (fix.commands ?? []).every((command) => isThere(command, facts)),
  }));
};

/** Whether what a command calls is on the machine, where facts show it. */
const isThere = (command: string, { init, toolchain }: Facts): boolean => {
  if (command.startsWith('systemctl ')) return init.system === 'systemd';
  if (command.startsWith('rustup ')) return toolchain.rustup !== null;
  return true;
};
