import { describe, expect, it } from 'vitest';
import { nodes, walk } from './support.js';

/**
 * A C server with libsodium and OpenSSL, on a glibc host. One document describes how Nix's musl set
 * builds it where Nix works; the other how two days were lost in a sandbox where it does not.
 */
const sandbox = 'gvisor-container-nix-installers-fail';
const host = 'droplet-8gib-nix-multi-user';

describe('with a working Nix', () => {
  it('is proven by the first rung', async () => {
    const state = await walk({ tree: 'choose-setup', machine: host, tries: { 'pkgs-musl': 'passed' } });
    expect(state.end).toMatchObject({ done: 'setup', setup: { rung: 'pkgs-musl', upx: false } });
  });
  it('fixes musl-gcc with libraries of the host by taking the whole set', async () => {
    const { end } = await walk({
      tree: 'musl-link-errors',
      machine: host,
      answers: { 'link-error': 'libc-start', 'c-compiler': 'musl-gcc' },
    });
    expect(end?.commands).toEqual(['make clean', 'musl-wizard choose']);
    const library = await walk({
      tree: 'musl-link-errors',
      machine: host,
      answers: { 'link-error': 'library', 'where-built': 'host' },
    });
    expect(library.end?.node).toBe('take-nix-set');
    expect(library.end?.because).toContain('built for glibc');
  });
  it('reports that the set alone does not link static, which the document left out', async () => {
    const { end } = await walk({
      tree: 'still-dynamic',
      machine: host,
      answers: { linkage: 'interpreter', 'musl-from': 'nix' },
    });
    expect(end?.because).toContain('pkgsMusl links dynamically to musl');
  });
  it('enters the shell when -lsodium is not found', async () => {
    const { end } = await walk({
      tree: 'musl-link-errors',
      machine: host,
      answers: { 'link-error': 'library', 'where-built': 'nix' },
    });
    expect(end?.node).toBe('enter-shell');
  });
});

describe('in the sandbox', () => {
  it('reports before any installer is tried that none can build there', async () => {
    const { end } = await walk({ tree: 'install-nix', machine: sandbox });
    expect(end).toMatchObject({ done: 'elsewhere', node: 'builders-lost' });
    expect(end?.because).toContain('the "static" release archive does not help');
    expect(end?.message?.text).toContain('kernel 4.4.0');
  });
  it('reports the same from the message of the installer if gVisor is not detected', async () => {
    const { end } = await walk({
      tree: 'install-nix',
      machine: sandbox,
      supposing: { 'container.kind': 'unknown' },
      answers: { 'installer-error': 'exit-status' },
    });
    expect(end?.node).toBe('builders-lost');
  });
  it('is not sent to look for the Nix that the installers left half made', async () => {
    const { end } = await walk({ tree: 'nix-daemon', machine: sandbox });
    expect(end).toMatchObject({ done: 'elsewhere', node: 'builders-lost' });
  });
  it('ships what they shipped: glibc static, packed with UPX', async () => {
    const state = await walk({
      tree: 'choose-setup',
      machine: sandbox,
      answers: { upx: 'yes' },
      tries: { 'musl-gcc': { failed: 'glibc-headers-in-musl-compile' }, 'glibc-static': 'passed' },
    });
    expect(state.end).toMatchObject({ done: 'setup', setup: { rung: 'glibc-static', upx: true } });
    expect(nodes(state)).toEqual(expect.arrayContaining(['nix-cannot-build', 'try-musl-gcc', 'try-glibc']));
  });
  it('finds what would have been best, with one engine that answers: Alpine', async () => {
    const { end } = await walk({
      tree: 'choose-setup',
      machine: sandbox,
      supposing: {
        'engines.docker.cli': { path: '/usr/bin/docker', version: '27.3.1' },
        'engines.docker.daemon.state': 'running',
        'engines.docker.daemon.images': ['alpine:3.19'],
      },
      tries: { alpine: 'passed' },
    });
    expect(end?.setup?.rung).toBe('alpine');
  });
  it('goes on to Alpine where Nix is there and loses its builders', async () => {
    const state = await walk({
      tree: 'choose-setup',
      machine: host,
      tries: { 'pkgs-musl': { failed: 'nix-builder-exit-status-lost' }, alpine: 'passed' },
    });
    expect(nodes(state)).toContain('nix-cannot-build');
    expect(state.end?.setup?.rung).toBe('alpine');
  });
  it('says honestly that musl is not available there, if only musl will do', async () => {
    const { end } = await walk({
      tree: 'choose-setup',
      machine: sandbox,
      answers: { libc: 'musl' },
      tries: { 'musl-gcc': { failed: 'glibc-headers-in-musl-compile' } },
    });
    expect(end).toMatchObject({ done: 'elsewhere', node: 'no-musl-here' });
    expect(end?.message?.text).toContain('container: gvisor');
  });
});
