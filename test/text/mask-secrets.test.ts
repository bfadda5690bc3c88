import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskDeep, maskSecrets } from '../../src/text/mask-secrets.js';

const jwt = `${'eyJhbGciOiJIUzI1NiJ9'}.${'eyJzdWIiOiJtYXJndWVyaXRlIn0'}.${'c2lnbmF0dXJlc2lnbmF0dXJl'}`;

describe('masking', () => {
  it.each([
    ['http://user:pw@proxy:3128', 'http://user:***@proxy:3128'],
    ['http://user:p@ss:w/rd@proxy.corp:3128/x', 'http://user:***@proxy.corp:3128/x'],
    ['http://:pw@proxy', 'http://:***@proxy'],
    ['https://tok3n@host/x', 'https://***@host/x'],
    ['nixpkgs=https://u:pw@h/x.tar.gz:home=/x', 'nixpkgs=https://u:***@h/x.tar.gz:home=/x'],
    ['user:pw@proxy.corp:3128', 'user:***@proxy.corp:3128'],
    ['tcp://u:pw@[2001:db8::1]:2376', 'tcp://u:***@[2001:db8::1]:2376'],
    ['postgres://u:pw@db/x', 'postgres://u:***@db/x'],
    ['access-tokens = github.com=abc gitlab.com=PAT:def', 'access-tokens = ***'],
    ['machine h login me password pw', 'machine h login *** password ***'],
    ['{"auth": "dTpw"}', '{"auth": "***"}'],
    ['MY_API_TOKEN=abc def', 'MY_API_TOKEN=*** def'],
    ["export DB_PASSWORD='a b'; x", "export DB_PASSWORD='***'; x"],
    ['--registry-password hunter2 x', '--registry-password *** x'],
    ['Authorization: Bearer abcdefgh12', 'Authorization: ***'],
    ['Authorization: token abc', 'Authorization: ***'],
    ['curl -H "Authorization: ApiKey abc" https://x', 'curl -H "Authorization: ***" https://x'],
    ['Set-Cookie: sid=abc; Path=/', 'Set-Cookie: ***'],
    ['http://me@corp.example:pw@proxy:8080', 'http://***@corp.example:***@proxy:8080'],
    ['postgres://u:pw@/db', 'postgres://u:***@/db'],
    ['http_proxy=me:pw@proxy.corp', 'http_proxy=me:***@proxy.corp'],
    ['me:p@s/w@proxy.corp:3128', 'me:***@proxy.corp:3128'],
    ['curl -sS -u me:pw https://x', 'curl -sS -u me:*** https://x'],
    ['curl --user "me:pw" https://x', 'curl --user "me:***" https://x'],
    ['curl -sSLu me:pw https://x', 'curl -sSLu me:*** https://x'],
    ['mysql -u root -ppw db', 'mysql -u root -p*** db'],
    ['openssl enc -pass pass:pw -in x', 'openssl enc -pass pass:*** -in x'],
    ['echo pw | docker login -u me --password-stdin', 'echo *** | docker login -u me --password-stdin'],
    ['cachix authtoken pw', 'cachix authtoken ***'],
    ['X-JFrog-Art-Api: pw', 'X-JFrog-Art-Api: ***'],
    [`me:$apr1$${'abcdefgh$ijklmnopqrstuvwxyz1234'}`, 'me:***'],
    [`cache-1:${'k'.repeat(86)}==`, 'cache-1:***'],
    [`bot${'123456789'}:AA${'b'.repeat(33)}/send`, 'bot***/send'],
    [`abcdefghijklmn.atlasv1.${'x'.repeat(60)}`, '***'],
    ...['CCIPAT_', 'bkua_', 'fm2_', 'AKCp8', `dapi${'0'.repeat(32)}`].map(
      (start) => [`x ${start}${'abcdefgh12345678'} y`, 'x *** y'] as [string, string],
    ),
    ['sshpass -p pw ssh h', 'sshpass -p *** ssh h'],
    ['docker login -u me -p pw r.example', 'docker login -u me -p *** r.example'],
    ['PASS=pw x', 'PASS=*** x'],
    ["export TOKEN=$'pw' x", 'export TOKEN=*** x'],
    ["{'password': 'pw', 'a': 1}", "{'password': '***', 'a': 1}"],
    ['{\\"password\\": \\"pw\\"}', '{\\"password\\": \\"***\\"}'],
    ['<password>pw</password>', '<password>***</password>'],
    [`x ${jwt} y`, 'x *** y'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nx', '***\nx'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nabc\ncut off', '***'],
  ])('%j', (text, expected) => {
    expect(maskSecrets(text)).toBe(expected);
  });

  it.each([
    'ssh://builder@host x86_64-linux',
    'git+ssh://git@github.com/a/b',
    'https://git@github.com/a/b',
    'https://registry:5000/image@sha256:0123',
    'https://cache.nixos.org/ http://localhost:3128',
    'unix:///var/run/docker.sock',
    'mysql -p; mysql -h db -p -e x; tar -cu a:b',
    'echo $1$2 | cat; passwd -pass passes',
    'docker run -u 1000:1000 alpine',
    'git+ssh://git@github.com/a/b@v1.0',
    'curl https://x -p 80; bypass=1 compass=2',
    'cookie: not found',
    'features: flakes nix-command',
    'trusted-public-keys = cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=',
    'cc: error: unrecognized option --key',
    'a token is missing; the password was not given',
    'make[1]: *** [Makefile:3: x] Error 1',
  ])('leaves %j alone', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it('changes nothing the second time, whatever the text', () => {
    const word = fc.constantFrom(
      'http://',
      'a',
      ':',
      '@',
      '/',
      ' ',
      'token',
      '=',
      '"',
      "'",
      '***',
      'password',
      '\n',
      '--',
      'ghp_',
      'eyJ',
      '.',
      '0123456789abcdefXY',
      'login ',
      'key',
      '-----BEGIN PRIVATE KEY-----',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 24 }), (words) => {
        const once = maskSecrets(words.join(''));
        expect(maskSecrets(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it('goes into lists and objects', () => {
    expect(maskDeep({ a: ['http://u:pw@h', 1, null], b: true })).toEqual({ a: ['http://u:***@h', 1, null], b: true });
  });
});
