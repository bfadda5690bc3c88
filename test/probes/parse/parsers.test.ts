/** The parsers of foreign text: what they give for real samples, and that nothing makes them throw or hang. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cgroupFolders } from '../../../src/machine/cgroup-folders.js';
import { mountOf, parseMountinfo } from '../../../src/machine/mountinfo.js';
import { matches } from '../../../src/machine/read/files.js';
import { addressInHosts } from '../../../src/machine/read/resolve.js';
import { capabilityNames } from '../../../src/probes/parse/capabilities.js';
import { colonFields, shellFields } from '../../../src/probes/parse/fields.js';
import { at, listAt, parseJson, textAt } from '../../../src/probes/parse/json.js';
import { nixSettings, words } from '../../../src/probes/parse/nix-conf.js';
import { integer, least, listMembers } from '../../../src/probes/parse/numbers.js';
import { findVersion } from '../../../src/probes/parse/version.js';
import { processorTime } from '../../support/processor-time.js';

describe('numbers', () => {
  it.each([
    ['42', 42],
    [' 42\n', 42],
    ['max', null],
    ['-1', null],
    ['1e3', null],
    ['', null],
    [null, null],
    ['9223372036854771712', Number('9223372036854771712')],
  ])('integer(%j) is %j', (text, value) => expect(integer(text)).toBe(value));

  it.each([
    ['0-3', [0, 1, 2, 3]],
    ['0,2-3,8\n', [0, 2, 3, 8]],
    ['0', [0]],
    ['3-1', null],
    ['0-99999999', null],
    ['a', null],
    [null, null],
  ])('listMembers(%j) is %j', (text, value) => expect(listMembers(text)).toEqual(value));

  it('least leaves out what is not known', () => {
    expect(least(null, 3, 2, null)).toBe(2);
    expect(least(null, null)).toBeNull();
  });
});

describe('versions', () => {
  it.each([
    ['cc (Debian 12.2.0-14+deb12u1) 12.2.0\nCopyright', '12.2.0'],
    ['gcc (GCC) 13.3.0', '13.3.0'],
    ['Debian clang version 14.0.6', '14.0.6'],
    ['Apple clang version 15.0.0 (clang-1500.3.9.4)', '15.0.0'],
    ['cargo 1.95.0 (f2d3ce0bd 2026-03-21)', '1.95.0'],
    ['rustc 1.80.0-nightly (ada5e2c7b 2024-05-31)', '1.80.0-nightly'],
    ['go version go1.26.8 linux/amd64', '1.26.8'],
    ['upx 4.2.2\nUCL data compression library 1.03', '4.2.2'],
    ['GNU Make 4.3', '4.3'],
    ['nix (Nix) 2.8.0', '2.8.0'],
    ['nix (Lix, like Nix) 2.91.1', '2.91.1'],
    ['nix (Determinate Nix 3.0.0) 2.26.3', '2.26.3'],
    ['git version 2.39.5', '2.39.5'],
    ['1.8.1', '1.8.1'],
    ['podman version 4.3.1', '4.3.1'],
    ['buildah version 1.28.2 (image-spec 1.0.2-dev, runtime-spec 1.0.2-dev)', '1.28.2'],
    ['v0.14.0-rc1', '0.14.0-rc1'],
    ['command not found', null],
    ['', null],
    [null, null],
  ])('%j is %j', (output, version) => expect(findVersion(output)).toBe(version));
});

describe('fields', () => {
  it('reads os-release with and without quotes', () => {
    const fields = shellFields('# a comment\nID=debian\nVERSION_ID="12"\nNAME=\'Debian \\"x\\"\'\nEMPTY=\n');
    expect(Object.fromEntries(fields)).toEqual({ ID: 'debian', VERSION_ID: '12', NAME: 'Debian "x"', EMPTY: '' });
  });

  it('reads the status of a process', () => {
    expect(colonFields('Name:\tnode\nUid:\t0\t0\t0\t0\nSeccomp:\t2\n').get('Seccomp')).toBe('2');
  });

  it('names capabilities by bit', () => {
    expect(capabilityNames('0000000000200000')).toEqual(['sys_admin']);
    expect(capabilityNames('00000000a80425fb')).toHaveLength(14);
    expect(capabilityNames('8000000000000000')).toEqual(['cap_63']);
    expect(capabilityNames('0000000000000000')).toEqual([]);
    expect(capabilityNames('xyz')).toEqual([]);
  });
});

describe('settings of Nix', () => {
  it('lets later ones win, adds extra ones, leaves out comments', () => {
    const settings = nixSettings(
      'sandbox = true # yes\nsubstituters = https://a\n',
      null,
      'sandbox = relaxed\nextra-substituters = https://b\nBAD = 1\n=x\nextra-platforms = aarch64-linux\nextra-extra-platforms = armv7l-linux\n',
    );
    expect(settings.get('sandbox')).toBe('relaxed');
    expect(words(settings.get('substituters'))).toEqual(['https://a', 'https://b']);
    expect(settings.has('BAD')).toBe(false);
    expect(words(settings.get('extra-platforms'))).toEqual(['aarch64-linux', 'armv7l-linux']);
  });
});

describe('mounts', () => {
  const mounts = parseMountinfo(
    [
      '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
      '30 22 0:30 / /tmp rw,noexec - tmpfs tmpfs rw,size=1024k',
      '31 22 0:31 / /with\\040blank ro - ext4 /dev/sdb1 ro',
      '32 22 0:32 / /tmp rw - tmpfs over rw',
      'nonsense',
      '33 22 0:33 /',
    ].join('\n'),
  );
  it.each([
    ['/tmp/x', 'over'],
    ['/tmpfile', '/dev/sda1'],
    ['/with blank/y', '/dev/sdb1'],
    ['/', '/dev/sda1'],
  ])('%s lies on %s', (path, source) => expect(mountOf(mounts, path)?.source).toBe(source));
});

describe('folders of control groups', () => {
  const v2 = '25 1 0:22 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw';
  it.each([
    [
      'version 2, from the leaf up',
      '0::/user.slice/a.scope\n',
      v2,
      'pids.max',
      ['/sys/fs/cgroup/user.slice/a.scope', '/sys/fs/cgroup/user.slice', '/sys/fs/cgroup'],
    ],
    ['a control-group namespace', '0::/\n', v2, 'pids.max', ['/sys/fs/cgroup']],
    [
      'a path outside of the namespace',
      '0::/../../other\n',
      v2,
      'pids.max',
      ['/sys/fs/cgroup/other', '/sys/fs/cgroup'],
    ],
    [
      'a mount that shows only a part',
      '0::/docker/abc/x\n',
      '25 1 0:22 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup ro',
      'memory.max',
      ['/sys/fs/cgroup/x', '/sys/fs/cgroup'],
    ],
    [
      'version 1, by controller',
      '4:memory:/a\n3:cpu,cpuacct:/b\n',
      '30 1 0:30 / /cg/mem rw - cgroup cgroup rw,memory\n31 1 0:31 / /cg/cpu rw - cgroup cgroup rw,cpu,cpuacct',
      'cpu.cfs_quota_us',
      ['/cg/cpu/b', '/cg/cpu'],
    ],
    [
      'both versions at once',
      '4:pids:/a\n0::/b\n',
      `${v2}\n30 1 0:30 / /cg/pids rw - cgroup cgroup rw,pids`,
      'pids.max',
      ['/cg/pids/a', '/cg/pids', '/sys/fs/cgroup/b', '/sys/fs/cgroup'],
    ],
    ['no such mount', '0::/a\n', '22 1 8:1 / / rw - ext4 x rw', 'pids.max', []],
    ['nothing to read', '', '', 'pids.max', []],
  ])('%s', (_, selfCgroup, mountinfo, file, folders) =>
    expect(cgroupFolders(selfCgroup, mountinfo, file)).toEqual(folders),
  );
});

describe('patterns', () => {
  it.each([
    ['libc.so.6', 'libc.so.6', true],
    ['libstd-12.rlib', 'libstd-*.rlib', true],
    ['libstd-.rlib', 'libstd-*.rlib', true],
    ['libstd.rlib', 'libstd-*.rlib', false],
    ['aXbXc', 'a*b*c', true],
    ['abc', 'a*b*b*c', false],
    ['a', 'a*a', false],
    ['x', '*', true],
  ])('%s and %s: %s', (name, part, holds) => expect(matches(name, part)).toBe(holds));

  it('are as a regular expression would have it', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const name = text.replaceAll('*', 'c');
        expect(matches(name, pattern)).toBe(new RegExp(`^${pattern.replace(/\*+/g, '.*')}$`).test(name));
      }),
    );
  });
});

it('finds a name in /etc/hosts', () => {
  const hosts = '127.0.0.1 localhost\n10.0.0.1 a b # c\nnonsense\n::1 six\n';
  expect(addressInHosts(hosts, 'b')).toBe('10.0.0.1');
  expect(addressInHosts(hosts, 'c')).toBeNull();
  expect(addressInHosts(hosts, 'six')).toBe('::1');
});

describe('whatever they are given, parsers give an answer', () => {
  const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array).toString('utf8'));
  const lines = fc
    .array(
      fc.string({
        unit: fc.constantFrom(
          ' ',
          ':',
          '=',
          '-',
          '/',
          '\t',
          '\n',
          '\\',
          '"',
          '0',
          '9',
          'a',
          '(',
          ')',
          '.',
          ',',
          '*',
          '[',
          '{',
        ),
      }),
    )
    .map((parts) => parts.join(''));
  const parsers: Readonly<Record<string, (text: string) => unknown>> = {
    integer,
    listMembers,
    findVersion,
    colonFields,
    shellFields,
    capabilityNames,
    nixSettings,
    parseMountinfo,
    json: (text) => [at(parseJson(text), 'a', 'b'), listAt(parseJson(text), 'a'), textAt(parseJson(text), 'a')],
    cgroupFolders: (text) => cgroupFolders(text, text, 'pids.max'),
    addressInHosts: (text) => addressInHosts(text, 'a'),
  };
  it.each(Object.entries(parsers))('%s', (_, parse) => {
    fc.assert(fc.property(fc.oneof(bytes, lines), (text) => void parse(text)));
  });
  it.each(Object.entries(parsers))('%s, in time that grows with the text only', (_, parse) => {
    for (const unit of [' ', '(', '0.', '=', ':', '/', '{"a":', '-', 'a=b ', '\t', '* ']) {
      const text = unit.repeat(60_000);
      expect(processorTime(() => void parse(text))).toBeLessThan(1500);
    }
  });
});
