import { describe, expect, it } from 'vitest';
import { createRedactor, redactCaptures } from '../../src/machine/redact.js';
import { interpret } from '../../src/probes/interpret.js';
import { captured } from '../support/captures.js';
import { processorTime } from '../support/processor-time.js';

/** What must not be found again, wherever it was planted. */
const secrets = [
  'marguerite',
  'jdoe-laptop',
  'corp.example',
  'buildfarm',
  '10.20.30.40',
  '203.0.113.77',
  'fe80::1ff:fe23:4567:890a',
  '2001:db8::42',
  '02:42:ac:11:00:02',
  'hunter2',
  'ghp_0123456789abcdefghijABCDEFGHIJ456789',
  'c2VjcmV0OnBhc3N3b3Jk',
  'glpat-abcdefghij0123456789',
  'AKIAIOSFODNN7EXAMPLE',
  'correct-horse-battery',
  'MIIEpAIBAAKCAQEA75',
  'colleague.anna',
];

const planted = captured({
  'file:/proc/sys/kernel/hostname': 'jdoe-laptop.corp.example\n',
  'env:USER': 'marguerite',
  'env:HOME': '/home/marguerite',
  'file:/etc/subuid': 'marguerite:100000:65536\ncolleague.anna:165536:65536\n',
  'env:PWD': '/home/marguerite/work/project',
  'env:TMPDIR': '/home/marguerite/tmp',
  'env:https_proxy': 'http://marguerite:hunter2@proxy.corp.example:3128',
  'env:HTTP_PROXY': 'http://10.20.30.40:3128',
  'env:no_proxy': 'localhost,127.0.0.1,intranet.corp.example,203.0.113.77',
  'env:DOCKER_HOST': 'ssh://marguerite@buildfarm.corp.example:2222',
  'env:NIX_PATH': 'nixpkgs=/home/marguerite/nixpkgs',
  'env:NIX_CONFIG':
    'access-tokens = github.com=ghp_0123456789abcdefghijABCDEFGHIJ456789 gitlab.com=PAT:glpat-abcdefghij0123456789',
  'env:SSL_CERT_FILE': '/home/marguerite/ca.pem',
  'run:id': [0, 'uid=1000(marguerite) gid=1000(marguerite) groups=1000(marguerite),998(docker)\n'],
  'group:docker': 'marguerite,colleague.anna',
  'file:$HOME/.docker/config.json': JSON.stringify({
    auths: { 'registry.corp.example': { auth: 'c2VjcmV0OnBhc3N3b3Jk' } },
    currentContext: 'farm',
  }),
  'file:$DOCKER_CONFIG/config.json': JSON.stringify({
    auths: { 'registry.corp.example': { auth: 'c2VjcmV0OnBhc3N3b3Jk' } },
    currentContext: 'farm',
  }),
  'glob:$HOME/.docker/contexts/meta/*/meta.json': '/home/marguerite/.docker/contexts/meta/ab12/meta.json',
  'file:/home/marguerite/.docker/contexts/meta/ab12/meta.json': JSON.stringify({
    Name: 'farm',
    Endpoints: { docker: { Host: 'tcp://10.20.30.40:2376' } },
  }),
  'run:docker info --format {{.|json}}': [
    1,
    JSON.stringify({
      Name: 'jdoe-laptop',
      ClientInfo: {
        Context: 'farm',
        Version: '28.2.2',
        Plugins: [{ Name: 'buildx', Version: 'v0.14.0', Path: '/home/marguerite/.docker/cli-plugins/docker-buildx' }],
      },
      ServerErrors: ['Cannot connect to the Docker daemon at tcp://10.20.30.40:2376'],
      HttpProxy: 'http://svc:hunter2@proxy.corp.example',
      RegistryConfig: { Mirrors: ['https://mirror.corp.example/'] },
    }),
    'error during connect: dial tcp [2001:db8::42]:2376, jdoe-laptop',
  ],
  'run:podman info --format json': [
    0,
    JSON.stringify({ host: { hostname: 'jdoe-laptop', arch: 'amd64', os: 'linux' } }),
  ],
  'file:/etc/nix/nix.conf':
    'trusted-users = root marguerite\nsubstituters = https://cache.nixos.org https://nix:hunter2@cache.corp.example\n' +
    'extra-access-tokens = git.corp.example=correct-horse-battery\nbuilders = @/etc/nix/machines\n',
  'file:/etc/nix/machines': 'ssh://marguerite@buildfarm.corp.example aarch64-linux /home/marguerite/.ssh/id 4\n',
  'file:/proc/version': 'Linux version 6.9.0 (marguerite@jdoe-laptop) (gcc 13.2.0)',
  'file:/proc/cmdline': 'root=/dev/sda1 ip=10.20.30.40::203.0.113.77 password=hunter2 mac=02:42:ac:11:00:02',
  'file:/proc/self/mountinfo':
    '22 1 0:21 / / rw - ext4 /dev/sda1 rw\n' +
    '30 22 0:30 / /home/marguerite rw,noexec - ext4 /dev/sdb1 rw\n' +
    '31 22 0:31 / /mnt rw - nfs4 buildfarm.corp.example:/srv rw,addr=10.20.30.40,clientaddr=fe80::1ff:fe23:4567:890a\n',
  'df:$HOME': '1000000 500 2000000 /home/marguerite',
  'which:cargo': '/home/marguerite/.cargo/bin/cargo',
  'run:cargo --version': [0, 'cargo 1.95.0\n'],
  'which:nix': '/home/marguerite/.nix-profile/bin/nix',
  'run:git --version': [
    0,
    'git version 2.39.5\n',
    'warning: API_TOKEN=correct-horse-battery AWS AKIAIOSFODNN7EXAMPLE Authorization: Bearer c2VjcmV0OnBhc3N3b3Jk\n' +
      '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA75\n-----END RSA PRIVATE KEY-----\n',
  ],
  'run:unshare -Ur true': [1, '', 'unshare: marguerite@jdoe-laptop.corp.example: write failed'],
});

describe('redaction', () => {
  const redacted = redactCaptures(planted);
  const text = JSON.stringify(redacted);

  it.each(secrets)('finds no %s', (secret) => {
    expect(text).not.toContain(secret);
  });

  it('keeps the facts, with the same words put in', () => {
    const redactor = createRedactor(planted);
    redactor.captures();
    const facts = interpret(planted);
    const expected = JSON.parse(JSON.stringify(facts), (_, value) =>
      typeof value === 'string' ? redactor.text(value) : value,
    );
    expect(interpret(redacted)).toEqual(expected);
    expect(facts.disk.home).toMatchObject({ noexec: true });
    expect(facts.nix.builders).toHaveLength(1);
    expect(facts.engines.docker.buildx?.version).toBe('0.14.0');
  });

  it('gives the same word for the same secret', () => {
    const proxy = redacted['env:https_proxy'];
    const docker = redacted['run:docker info --format {{.|json}}'];
    const password = /:(secret-\d+)@/.exec(JSON.stringify(proxy))?.[1];
    expect(password).toBeDefined();
    expect(JSON.stringify(docker)).toContain(password);
  });

  it('changes nothing the second time', () => {
    expect(redactCaptures(redacted)).toEqual(redacted);
  });

  it('leaves out what only served to know the names', () => {
    expect(redacted).not.toHaveProperty(['file:/proc/sys/kernel/hostname']);
    expect(redacted['env:USER']).toEqual({ ok: true, text: expect.stringMatching(/^user-\d+$/) });
  });

  it('leaves versions, public servers, times and tables of the kernel alone', () => {
    const plain = captured({
      'env:HOME': '/root',
      'run:cc --version': [0, 'cc (Debian 12.2.0-14+deb12u1) 12.2.0.1\n'],
      'env:no_proxy': '127.0.0.1,::1,localhost',
      'file:/etc/nix/nix.conf': 'substituters = https://cache.nixos.org/\nextra-platforms = aarch64-linux\n',
      'file:/proc/version': 'Linux version 5.15.0 (gcc 12.2.0) 2026-11-21T07:46:59Z',
      'cgroup:pids.max': '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service\tmax',
      'run:docker info --format {{.|json}}': [
        0,
        '{"SystemTime":"2026-11-21T07:32:09.5Z","IndexServerAddress":"https://index.docker.io/v1/"}',
      ],
    });
    expect(redactCaptures(plain)).toEqual(plain);
  });

  it('takes time that grows with the text only', () => {
    const units = [
      'a',
      '-',
      '.',
      '/',
      ':',
      '@',
      '=',
      ' ',
      '"',
      'a@',
      'a.',
      'token',
      'token=',
      'http://',
      'http://a:',
      '/home/',
      '1.',
      '0:',
      ' - nfs ',
      '-----BEGIN A PRIVATE KEY-----\n',
      'eyJ',
      'a-',
      '"auth":"',
    ];
    for (const unit of units) {
      const text = unit.repeat(Math.ceil(64_000 / unit.length));
      const captures = captured({ 'env:HOME': '/home/marguerite', 'env:NIX_CONFIG': text });
      expect(
        processorTime(() => void redactCaptures(captures)),
        JSON.stringify(unit),
      ).toBeLessThan(1500);
    }
  });
});
