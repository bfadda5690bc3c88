import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distrust, isGroupOfOne, neighbourIn } from '../../src/files/trusted-path.js';
import { trustedFolder } from '../support/trusted-folder.js';

const isRoot = process.getuid?.() === 0;
let base: string;
beforeEach(() => {
  base = trustedFolder('mw-trust-');
  mkdirSync(join(base, 'a/b'), { recursive: true, mode: 0o755 });
  writeFileSync(join(base, 'a/b/file'), '', { mode: 0o600 });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const at = (...names: string[]) => join(base, ...names);
const strict = (path: string) => distrust(path, { sticky: false });
const lenient = (path: string) => distrust(path, { sticky: true });

describe('a path is trusted', () => {
  it('where only root and this user can change it, and what is not there as the folder it would be in', () => {
    for (const path of [base, at('a/b/file'), at('new/er'), '/proc/nowhere', '/']) expect(strict(path)).toBeNull();
  });

  it.each([
    ['the file', 'a/b/file', 0o666],
    ['its folder', 'a/b', 0o777],
    ['a folder further up', 'a', 0o777],
    ['a file of a group', 'a/b/file', 0o620],
  ])('not where others can write %s', (_, name, mode) => {
    chmodSync(at(name), mode);
    if (mode === 0o620 && isRoot) chownSync(at(name), 0, 1234);
    if (mode === 0o620 && !isRoot) return;
    expect(strict(at('a/b/file'))).toMatchObject({ path: at(name), command: `chmod go-w ${at(name)}` });
    expect(lenient(at('a/b/file'))).not.toBeNull();
    chmodSync(at(name), 0o755);
    expect(strict(at('a/b/file'))).toBeNull();
  });

  it('below a folder like /tmp for files, and not for scratch', () => {
    chmodSync(at('a'), 0o1777);
    expect(lenient(at('a/b/file'))).toBeNull();
    expect(strict(at('a/b/file'))).toMatchObject({ evidence: `${at('a')} can be written by every user (mode 1777)` });
  });

  it('through links only where what they lead to is', () => {
    symlinkSync('a/b', at('good'));
    symlinkSync(`${base}/bad/../a/b`, at('round'));
    mkdirSync(at('open'));
    chmodSync(at('open'), 0o777);
    symlinkSync('open', at('bad'));
    expect(strict(at('good/file'))).toBeNull();
    expect(strict(at('bad/file'))).toMatchObject({ path: at('open') });
    expect(strict(at('round/file'))).toMatchObject({ path: at('open') });
    symlinkSync('circle', at('circle'));
    expect(strict(at('circle/x'))).toBeNull();
  });

  it.runIf(isRoot)('not where something on the way belongs to another user (needs root)', () => {
    chownSync(at('a'), 1234, 0);
    expect(strict(at('a/b/file'))).toMatchObject({
      evidence: `${at('a')} belongs to user 1234`,
      command: `sudo chown 0 ${at('a')}`,
    });
    expect(lenient(at('a/b/file'))).not.toBeNull();
  });
});

it.runIf(isRoot)('a folder that all may write is shared once something in it is another user’s (needs root)', () => {
  expect(neighbourIn([base])).toBeNull();
  writeFileSync(at('.git'), '');
  chownSync(at('.git'), 1234, 1234);
  expect(neighbourIn([base])).toBe(`${at('.git')} belongs to user 1234`);
});

it('below what is no folder nothing is, whoever may write to it', () => {
  expect(distrust('/dev/null/.local/state', { sticky: true })).toBeNull();
  expect(distrust('/dev/null', { sticky: true })).not.toBeNull();
});

describe('a group is of one user alone', () => {
  const alone = (groups: string, users: string) => isGroupOfOne(1000, 1000, groups, users);
  const [group, user] = ['ann:x:1000:\n', 'root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n'];

  it('where nobody else is in it', () => {
    expect(alone(group, user)).toBe(true);
    expect(alone('ann:x:1000:ann\n', user)).toBe(true);
    expect(alone(`users:x:100:bob\n${group}`, `${user}bob:x:1001:100::/:/bin/sh\n`)).toBe(true);
  });

  it.each([
    ['another user is a member', 'ann:x:1000:bob\n', user],
    ['another user is a member, too', 'ann:x:1000:ann,bob\n', user],
    ['another user has it as the first group', group, `${user}bob:x:1001:1000::/:/bin/sh\n`],
    ['it is another user who has it', group, 'bob:x:1001:1000::/:/bin/sh\n'],
    ['a second line has its number', `${group}more:x:1000:\n`, user],
    ['it is not listed', 'users:x:100:\n', user],
    ['its user is not listed', group, 'root:x:0:0::/root:/bin/sh\n'],
    ['nothing could be read', '', ''],
  ])('not where %s', (_, groups, users) => {
    expect(alone(groups, users)).toBe(false);
  });
});
