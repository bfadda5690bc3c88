/** No fact and no evidence holds a password or a token, wherever the machine keeps one. */
import { expect, it } from 'vitest';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import { interpret } from '../../src/probes/interpret.js';
import { captured } from '../support/captures.js';

const planted = captured({
  'env:https_proxy': 'http://svc:hunter2@proxy.example:3128',
  'env:DOCKER_HOST': 'tcp://svc:hunter2@farm.example:2376',
  'env:CONTAINER_HOST': 'ssh://svc:hunter2@farm.example/run/podman.sock',
  'env:NIX_PATH': 'nixpkgs=https://hunter2@git.example/nixpkgs.tar.gz',
  'env:NIX_REMOTE': 'ssh-ng://svc:hunter2@store.example',
  'env:NIX_CONFIG':
    'substituters = https://svc:hunter2@cache.example\nbuilders = ssh://svc:hunter2@builder.example x86_64-linux\n' +
    'access-tokens = github.com=hunter2',
  'env:SSL_CERT_FILE': 'https://svc:hunter2@ca.example/ca.pem',
  'stat:/nix/store': 'dir r 0 0 755',
  'which:nix': '/usr/bin/nix',
  'which:docker': '/usr/bin/docker',
  'run:docker info --format {{.|json}}': [
    1,
    '{"ServerErrors":["dial http://svc:hunter2@farm.example"]}',
    'http://svc:hunter2@x',
  ],
  'run:unshare -Ur true': [1, '', 'token=hunter2'],
});

it('masks credentials where facts, findings and evidence are made', () => {
  const facts = interpret(planted);
  expect(facts.network.proxy).toBe('http://svc:***@proxy.example:3128');
  expect(facts.engines.docker.daemon.host).toBe('tcp://svc:***@farm.example:2376');
  expect(facts.nix.nixpkgs.path).toBe('https://***@git.example/nixpkgs.tar.gz');
  expect(facts.nix.builders).toEqual(['ssh://svc:***@builder.example x86_64-linux']);
  expect(JSON.stringify([facts, diagnoseFacts(facts, planted)])).not.toContain('hunter2');
});
