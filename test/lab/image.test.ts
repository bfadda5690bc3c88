import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program, root, works } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const image = 'localhost/mw-image/base';
const made = 'localhost/mw-image/made';

/** Resolves a name, looks up a user, tells a local time and starts a command by the shell, and says what came of each. */
const inC = `#include <arpa/inet.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int main(void) {
  struct addrinfo *found, hints = { .ai_family = AF_INET };
  char text[64] = "no address";
  if (getaddrinfo("server.test", 0, &hints, &found) == 0)
    inet_ntop(AF_INET, &((struct sockaddr_in *)found->ai_addr)->sin_addr, text, sizeof text);
  puts(text);
  puts(getpwnam("nobody") ? "user" : "no user");
  time_t then = 1700000000;
  strftime(text, sizeof text, "%H:%M", localtime(&then));
  puts(text);
  printf("shell %d\\n", system("exit 3") >> 8);
  return 0;
}
`;
const inGo = `package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"os/user"
	"time"
)

func main() {
	if there, err := tls.Dial("tcp", "server.test:443", nil); err != nil {
		fmt.Println(err)
	} else {
		said, _ := io.ReadAll(there)
		fmt.Print(string(said))
	}
	_, err := time.LoadLocation("Europe/Berlin")
	fmt.Println(err == nil)
	_, err = user.Lookup("nobody")
	fmt.Println(err == nil)
}
`;
/** A DNS and a TLS server, and beside them a program in a root: \`node FILE ROOT PROGRAM KEY CERTIFICATE\`. */
const servers = `import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';
const [root, program, key, certificate] = process.argv.slice(2);
const dns = createSocket('udp4');
dns.on('message', (asked, { port, address }) => {
  const end = asked.indexOf(0, 12) + 5;
  const known = asked.readUInt16BE(end - 4) === 1 && asked.subarray(12, end - 4).toString('latin1') === '\\x06server\\x04test\\0';
  const head = Buffer.from([asked[0], asked[1], 0x81, 0x80, 0, 1, 0, known ? 1 : 0, 0, 0, 0, 0]);
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 127, 0, 0, 1]);
  dns.send(Buffer.concat([head, asked.subarray(12, end), ...(known ? [answer] : [])]), port, address);
});
dns.bind(53, '127.0.0.1');
await once(dns, 'listening');
const tls = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (each) => each.end('verified\\n'));
tls.on('tlsClientError', () => undefined);
tls.listen(443, '127.0.0.1');
await once(tls, 'listening');
const child = spawn('chroot', [root, program], { env: { TZ: 'Europe/Berlin', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, stdio: 'inherit' });
const [code] = await once(child, 'close');
process.exit(code);
`;

const needs = [
  root,
  program('docker'),
  { name: 'a running Docker', met: () => works('docker', 'info') },
  ...['musl-gcc', 'go', 'openssl', 'unshare'].map((name) => program(name)),
  { name: 'busybox, static', met: () => existsSync('/bin/busybox') },
  { name: 'time zones', met: () => existsSync('/usr/share/zoneinfo/Europe/Berlin') },
  { name: 'network namespaces', met: () => works('unshare', '-n', 'true') },
];

describeLab('an image of programs and what they need', needs, () => {
  let base = '';
  const at = (...names: string[]) => join(base, ...names);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  const run = (command: string, args: readonly string[], env: Record<string, string> = {}) =>
    execFileSync(command, args, {
      cwd: base,
      encoding: 'utf8',
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    });

  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'mw-image-'));
    const subject = ['-subj', '/CN=server.test', '-addext', 'subjectAltName=DNS:server.test'];
    run('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'key',
      '-out',
      'certificate',
      ...subject,
    ]);
    // As Alpine with these packages, whose authority signed the server of this test.
    for (const folder of ['bin', 'sbin', 'etc/ssl/certs', 'usr/share/zoneinfo/Europe', 'tmp'])
      mkdirSync(at('alpine', folder), { recursive: true });
    for (const name of ['busybox', 'busybox.static', ...'sh mkdir cp printf'.split(' ')])
      cpSync('/bin/busybox', at('alpine/bin', name));
    write('alpine/sbin/apk', '#!/bin/sh\ntrue\n');
    run('chmod', ['755', at('alpine/sbin/apk')]);
    cpSync(at('certificate'), at('alpine/etc/ssl/certs/ca-certificates.crt'));
    cpSync('/usr/share/zoneinfo/Europe/Berlin', at('alpine/usr/share/zoneinfo/Europe/Berlin'), { dereference: true });
    run('sh', ['-c', `tar -C alpine -c . | docker import - ${image}`]);

    write('c.c', inC);
    write('go/main.go', inGo);
    mkdirSync(at('dist-static'));
    run('musl-gcc', ['-static', '-o', 'dist-static/in-c', 'c.c']);
    run('go', ['build', '-o', 'dist-static/in-go', 'go/main.go'], { CGO_ENABLED: '0', GO111MODULE: 'off' });
    write('servers.mjs', servers);
  });
  afterAll(() => {
    for (const name of [made, image]) works('docker', 'rmi', '-f', name);
    rmSync(base, { recursive: true, force: true });
  });

  /** What a program prints in a root that has nothing around it but a network with these two servers. */
  const prints = (folder: string, name: string): string[] => {
    const words = ['servers.mjs', folder, `/bin/${name}`, 'key', 'certificate'].join(' ');
    const line = `/bin/busybox ip link set lo up && exec ${process.execPath} ${words}`;
    return run('unshare', ['-n', 'sh', '-c', line]).trim().split('\n');
  };
  /** What an engine mounts. */
  const withResolver = (folder: string): string => {
    mkdirSync(join(folder, 'etc'), { recursive: true });
    writeFileSync(join(folder, 'etc/resolv.conf'), 'nameserver 127.0.0.1\n');
    return folder;
  };

  it('resolves, verifies, and finds users, time zone and shell there, and not in a root without it', () => {
    run(process.execPath, [cli, '--quiet', 'recipe', '--pattern', 'image', '--write']);
    const build = ['build', '-f', 'Dockerfile.image', '--build-arg', `IMAGE=${image}`, '-t', made, '.'];
    run('docker', build, { DOCKER_BUILDKIT: '0' });
    mkdirSync(at('root'));
    const fill = `id=$(docker create ${made} /bin/in-c) && docker export "$id" | tar -x -C root && docker rm "$id"`;
    run('sh', ['-c', fill]);
    const folder = withResolver(at('root'));
    expect(prints(folder, 'in-c')).toEqual(['127.0.0.1', 'user', '23:13', 'shell 3']);
    expect(prints(folder, 'in-go')).toEqual(['verified', 'true', 'true']);

    cpSync(at('dist-static'), at('bare/bin'), { recursive: true });
    const bare = withResolver(at('bare'));
    expect(prints(bare, 'in-c')).toEqual([
      '127.0.0.1',
      'no user',
      '22:13',
      expect.stringMatching(/^shell (?:-1|127)$/),
    ]);
    expect(prints(bare, 'in-go')).toEqual([expect.stringContaining('x509'), 'false', 'false']);
  });
});
