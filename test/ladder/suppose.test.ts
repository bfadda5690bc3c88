import { describe, expect, it } from 'vitest';
import { suppose } from '../../src/ladder/suppose.js';
import { parseWhatIf } from '../../src/ladder/what-if.js';
import { someFacts } from '../support/facts.js';

const MiB = 1024 ** 2;
const under = (...texts: string[]) => suppose(someFacts(), texts.map(parseWhatIf));

describe('what-if', () => {
  it.each([
    ['memory.limitBytes=8GiB', 8192 * MiB],
    ['memory.limitBytes=512M', 512 * MiB],
    ['pids.limit=64', 64],
    ['nix.daemon.state=refused', 'refused'],
    ['nix.installed=false', false],
    ['nix.installed=unknown', null],
    ['toolchain.zig=null', null],
    ['toolchain.clang=/usr/bin/clang', { path: '/usr/bin/clang', version: null }],
    ['nix.features=flakes,nix-command', ['flakes', 'nix-command']],
    ['nix.features=[]', []],
    ['disk.tmp.noexec=true', true],
    ['os.id=alpine', 'alpine'],
  ])('reads %s', (text, value) => {
    expect(parseWhatIf(text).value).toEqual(value);
  });

  it.each([
    ['memory', 'FACT=VALUE'],
    ['=1', 'FACT=VALUE'],
    ['nope.x=1', 'known: os, cpu'],
    ['nix.nope=1', 'known below nix'],
    ['__proto__.x=1', 'there is no fact'],
    ['nix.daemon.constructor=1', 'there is no fact'],
    ['nix.daemon.state=sleeping', 'it must be running, refused'],
    ['memory.limitBytes=lots', 'a number'],
    ['nix.installed=maybe', 'it must be true, false, or unknown'],
    ['nix.features=[1]', 'a list, e.g. a,b'],
    ['nix.features=[', 'a list, e.g. a,b'],
    ['nix.store=x', 'a fact below it: exists, writable'],
    ['toolchain.go=[1]', 'the path of a tool'],
  ])('refuses %s', (text, says) => {
    expect(() => suppose(someFacts(), [parseWhatIf(text)])).toThrow(says);
  });

  it('changes what follows from a fact', () => {
    expect(under('memory.limitBytes=1GiB').memory.effectiveBytes).toBe(1024 * MiB);
    expect(under('memory.limitBytes=1TiB').memory.effectiveBytes).toBe(32 * 1024 * MiB);
    expect(under('pids.limit=64', 'pids.current=60').pids.effective).toBe(4);
    expect(under('cpu.quota=0.5').cpu.effective).toBe(0.5);
  });

  it('lets a fact that follows be given by itself', () => {
    expect(under('memory.limitBytes=1GiB', 'memory.effectiveBytes=1MiB').memory.effectiveBytes).toBe(MiB);
  });

  it('says what must be supposed first', () => {
    expect(() => under('toolchain.go.version=1.22')).toThrow('toolchain.go is unknown');
  });
});
