/**
 * A machine full of what must not get out, and the list of it. Secrets may stand in no output at all; what only identifies
 * people and networks may stand in no output that is made to be shared.
 */
import type { Captures } from '../../src/machine/capture.js';
import { captured } from './captures.js';

/** Written in parts, so that no scanner takes this file for a leak. */
const token = (...parts: readonly string[]): string => parts.join('');
const noise = 'q7Zk2Vt9Xw4Lp8Rn3Jc6Hd1Fs5Gb0MyTuEoAiKzPv';

export const tokens: Readonly<Record<string, string>> = {
  github: token('gh', 'p_wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'),
  githubFine: token('github', `_pat_11ABCDEFG0${noise}_${noise}`),
  githubServer: token('gh', 's_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'),
  gitlab: token('gl', 'pat-x9Yz8Wv7Ut6Sr5Qp4On3'),
  gitlabRunner: token('gl', 'rt-Ab1Cd2Ef3Gh4Ij5Kl6Mn'),
  npm: token('np', 'm_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX'),
  pypi: token('py', `pi-AgEIcHlwaS5vcmc${noise}`),
  dockerHub: token('dck', 'r_pat_aBcD1234eFgH5678iJkL9012mNo'),
  awsId: token('AK', 'IAQ7ZK2VT9XW4LP8RN'),
  awsKey: token('wJalrXUtnFEMI', 'K7MDENGbPxRfiCYzzz9876kEyX'),
  google: token('AI', 'zaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q'),
  googleRefresh: token('ya', `29.a0AfH6SM${noise}`),
  slackBot: token('xo', 'xb-123456789012-123456789012-aBcDeFgHiJkLmNoPqRsTuVwX'),
  slackApp: token('xa', 'pp-1-A0123456789-1234567890123-abcdef0123456789abcdef0123456789'),
  stripe: token('sk', '_live_4eC39HqLyjWDarjtT1zdp7dc'),
  openai: token('sk', `-proj-${noise}`),
  anthropic: token('sk', `-ant-api03-${noise}${noise}`),
  huggingface: token('h', 'f_aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567'),
  sendgrid: token('SG', '.aBcDeFgHiJkLmNoPqRsTuV.aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789aBcDeFg'),
  vault: token('hv', 's.CAESIJ1aBcDeFgHiJkLmNoPqRsTuVwXyZ'),
  jwt: token('ey', 'JhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYXJnIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1rwW1gFWFOEjXk'),
  privateKey: 'MIIEpAIBAAKCAQEA75qW',
};

export const passwords = {
  proxy: 'pr0xy-hunter2',
  noProxyScheme: 'bare-hunter3',
  dockerHost: 'd0cker-hunter4',
  podmanHost: 'p0dman-hunter5',
  nixPath: 'n1xpath-hunter6',
  nixRemote: 'n1xremote-hunter7',
  substituter: 'c4che-hunter8',
  builder: 'bu1lder-hunter9',
  accessToken: 'acc3ss-hunter10',
  netrc: 'n3trc-hunter11',
  registryAuth: 'c2VjcmV0OnBhc3N3b3Jk',
  identityToken: '1dent1ty-hunter12',
  kernel: 'k3rnel-hunter13',
  bearer: 'b34rer-hunter14',
  environment: 'env1r0n-hunter15',
  serverError: 'srv3rr-hunter16',
  mirror: 'm1rror-hunter17',
  cmdlineKey: 'cmdl1ne-hunter18',
  postBuild: 'p0st-hunter19',
  signing: 'S1gningKeyAAAABBBBCCCCDDDD',
} as const;

/** What identifies people and networks. */
export const identities: readonly string[] = [
  // people, groups, folders
  'marguerite',
  'colleague',
  'svcdeploy',
  'annabel',
  'acmewidgets',
  'blackproject',
  'secretproduct',
  'skunkteam',
  'payrollapp',
  'mytopsecretrepo',
  'clientname',
  'quarterlyreport',
  // hosts
  'jdoelaptop',
  'corpexample',
  'buildfarm',
  'intranetwiki',
  'proxygate',
  'registryhost',
  'mirrorhost',
  'nasbox',
  'ghehost',
  'bastionhop',
  'kubenode',
  'vaultbox',
  // addresses in every spelling
  '10.20.30.40',
  '203.0.113.77',
  '192.0.2.99',
  '0A1E140A',
  '4D7100CB',
  '2001:db8::42',
  'fe80::1ff:fe23:4567:890a',
  '20010db8000000000000000000000042',
  'fe8000000000000001fffe234567890a',
  '02:42:ac:11:00:02',
  '02-42-ac-11-00-03',
  '3405803853',
  '198.51.100.23',
  '172.31.99.4',
  // ids
  '4f9c2b7e8d1a4f9c2b7e8d1a4f9c2b7e8d1a4f9c2b7e8d1a4f9c2b7e8d1a4f9c',
  'a1b2c3d4e5f6',
  '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  'XYZ12SERIAL',
  'wgcorpvpn',
  'labelvalueacme',
  // images, contexts, labels, caches
  'privateimage',
  'farmcontext',
  'teamcontext',
  'acmecache',
  'acmelinux',
  'acmekernel',
  'branchname',
];

const t = tokens;
const p = passwords;
const id = '4f9c2b7e8d1a4f9c2b7e8d1a4f9c2b7e8d1a4f9c2b7e8d1a4f9c2b7e8d1a4f9c';

/** Every capture that is read, with something of somebody's in it; and some that are not. */
export const plantedCaptures: Captures = captured({
  'file:/proc/sys/kernel/hostname': 'jdoelaptop.corpexample.test\n',
  'env:USER': 'marguerite',
  'env:LOGNAME': 'marguerite',
  'env:HOSTNAME': 'jdoelaptop',
  'env:HOME': '/home/marguerite',
  'env:PWD': '/home/marguerite/acmewidgets/secretproduct',
  'env:TMPDIR': '/srv/blackproject/marguerite/tmp',
  'env:XDG_RUNTIME_DIR': '/run/user/1000',
  'env:https_proxy': `http://svcdeploy:${p.proxy}@proxygate.corpexample.test:3128`,
  'env:HTTP_PROXY': `svcdeploy:${p.noProxyScheme}@10.20.30.40:3128`,
  'env:ALL_PROXY': `socks5h://svcdeploy:${p.proxy}@[2001:db8::42]:1080`,
  'env:no_proxy': 'localhost,127.0.0.1,intranetwiki.corpexample.test,203.0.113.77,.ghehost.test',
  'env:NO_PROXY': '172.31.99.4,kubenode',
  'env:DOCKER_HOST': `tcp://svcdeploy:${p.dockerHost}@buildfarm.corpexample.test:2376`,
  'env:DOCKER_CONTEXT': 'teamcontext',
  'env:CONTAINER_HOST': `ssh://marguerite:${p.podmanHost}@buildfarm.corpexample.test:22/run/user/1000/podman/podman.sock`,
  'env:NIX_PATH': `nixpkgs=https://${p.nixPath}@ghehost.test/mytopsecretrepo/branchname.tar.gz:home=/home/marguerite/x`,
  'env:NIX_REMOTE': `ssh-ng://svcdeploy:${p.nixRemote}@vaultbox`,
  'env:NIX_CONFIG':
    `access-tokens = github.com=${t.github} ghehost.test=PAT:${p.accessToken}\nnetrc-file = /home/marguerite/.netrc\n` +
    `extra-substituters = https://svcdeploy:${p.substituter}@acmecache.test?token=${t.gitlab}\n` +
    `extra-trusted-public-keys = acmecache-1:${p.signing}=\npost-build-hook = /home/marguerite/${p.postBuild}\n`,
  'env:SSL_CERT_FILE': '/home/marguerite/corpexample-ca.pem',
  'env:KUBERNETES_SERVICE_HOST': '172.31.99.4',
  'env:WSL_DISTRO_NAME': 'acmelinux',
  'env:container': 'acmewidgets',
  'env:MY_API_TOKEN': p.environment,
  'run:id': [
    0,
    'uid=1000(marguerite) gid=1000(skunkteam) groups=1000(skunkteam),998(docker),1234(payrollapp)\n',
    'marguerite',
  ],
  'group:docker': 'marguerite,colleague.annabel',
  'group:nixbld': 'nixbld1,nixbld2',
  'file:/etc/subuid': 'marguerite:100000:65536\ncolleague.annabel:165536:65536\n',
  'file:/etc/os-release':
    'ID=acmelinux\nVERSION_ID="12"\nHOME_URL=https://intranetwiki.corpexample.test/\nNAME="acmewidgets"\n',
  'file:/proc/version':
    'Linux version 6.9.0-acmekernel (svcdeploy@buildfarm.corpexample.test) (gcc 13.2.0) #1 SMP annabel\n',
  'file:/proc/sys/kernel/osrelease': '6.9.0-acmekernel\n',
  'run:uname -rm': [0, '6.9.0-acmekernel x86_64\n'],
  'file:/proc/cmdline': `root=UUID=6ba7b810-9dad-11d1-80b4-00c04fd430c8 ip=10.20.30.40::203.0.113.77 password=${p.kernel} key=${p.cmdlineKey} host=kubenode\n`,
  'file:/proc/cpuinfo': 'flags : fpu hypervisor\nserial : XYZ12SERIAL\n',
  'file:/sys/class/dmi/id/product_name': 'XYZ12SERIAL\n',
  'file:/sys/class/dmi/id/sys_vendor': 'QEMU\n',
  'file:/proc/1/comm': 'payrollapp\n',
  'file:/proc/self/attr/current': 'skunkteam-profile (enforce)\n',
  'file:/proc/self/status':
    'Name:\tpayrollapp\nUid:\t1000\t1000\t1000\t1000\nGroups:\t4 24 27 \nCapEff:\t0000000000000000\nSeccomp:\t2\nNoNewPrivs:\t0\nCpus_allowed_list:\t0-3\n',
  'file:/proc/self/limits':
    'Limit Soft Hard Units\nMax processes             1000                 1000                 processes\nmarguerite\n',
  'file:/proc/meminfo': 'MemTotal:       8000000 kB\nMemAvailable:   4000000 kB\nSwapFree: 0 kB\nmarguerite: 1\n',
  'file:/proc/self/cgroup': `0::/user.slice/user-1000.slice/marguerite-payrollapp.service\n2:memory:/docker/${id}\n`,
  'cgroup:pids.max': `/sys/fs/cgroup/user.slice/marguerite.slice/clientname.service\tmax\n/sys/fs/cgroup/docker/${id}\t100\n`,
  'cgroup:memory.max': `/sys/fs/cgroup/docker/${id}\t1073741824\n`,
  'cgroup:memory.stat': `/sys/fs/cgroup/docker/${id}\tanon 5 inactive_file 1000 marguerite 7\n`,
  'cgroup:memory.current': `/sys/fs/cgroup/docker/${id}\t2000\n`,
  'file:/proc/self/mountinfo':
    '22 1 0:21 / / rw - ext4 /dev/mapper/acmewidgets-root rw\n' +
    '30 22 0:30 /clientname /home/marguerite rw,noexec - ext4 /dev/disk/by-uuid/6ba7b810-9dad-11d1-80b4-00c04fd430c8 rw\n' +
    '31 22 0:31 / /mnt/quarterlyreport rw - nfs4 nasbox.corpexample.test:/srv/payrollapp rw,addr=10.20.30.40,clientaddr=fe80::1ff:fe23:4567:890a\n' +
    `32 22 0:32 /var/lib/docker/containers/${id}/hostname /etc/hostname rw - ext4 /dev/sda1 rw\n` +
    `33 22 0:33 / /media/cifs rw - cifs //nasbox/share rw,username=marguerite,password=${p.kernel},ip=198.51.100.23\n`,
  'file:/proc/net/route':
    'Iface\tDestination\tGateway\tFlags\nwgcorpvpn\t00000000\t0A1E140A\t0003\neth0\t4D7100CB\t00000000\t0001\n',
  'file:/proc/net/ipv6_route': '20010db8000000000000000000000042 40 fe8000000000000001fffe234567890a 00 wgcorpvpn\n',
  'file:/proc/net/tcp': '0: 0A1E140A:0016 4D7100CB:D431 01\n',
  'file:/proc/net/if_inet6': 'fe8000000000000001fffe234567890a 02 40 20 80 eth0\n',
  'file:/proc/net/arp': '192.0.2.99 0x1 0x2 02:42:ac:11:00:02 * eth0\n02-42-ac-11-00-03 3405803853\n',
  'file:$HOME/.netrc': `machine ghehost.test login marguerite password ${p.netrc}\n`,
  'file:$HOME/.docker/config.json': JSON.stringify({
    auths: { 'registryhost.corpexample.test': { auth: p.registryAuth, identitytoken: p.identityToken } },
    HttpHeaders: { Authorization: `Bearer ${p.bearer}` },
    credHelpers: { 'registryhost.test': 'acmewidgets' },
    currentContext: 'farmcontext',
  }),
  'glob:$HOME/.docker/contexts/meta/*/meta.json': '/home/marguerite/.docker/contexts/meta/a1b2c3d4e5f6/meta.json',
  'file:/home/marguerite/.docker/contexts/meta/a1b2c3d4e5f6/meta.json': JSON.stringify({
    Name: 'farmcontext',
    Metadata: { Description: 'labelvalueacme' },
    Endpoints: { docker: { Host: `tcp://svcdeploy:${p.dockerHost}@192.0.2.99:2376` } },
  }),
  'run:docker info --format {{.|json}}': [
    1,
    JSON.stringify({
      ID: id,
      Name: 'jdoelaptop',
      Labels: ['owner=labelvalueacme'],
      ServerVersion: '28.2.2',
      Driver: 'overlay2',
      DockerRootDir: '/srv/blackproject/docker',
      Swarm: { NodeID: 'a1b2c3d4e5f6', NodeAddr: '10.20.30.40', RemoteManagers: [{ Addr: '198.51.100.23:2377' }] },
      ClientInfo: {
        Context: 'farmcontext',
        Version: '28.2.2',
        Plugins: [{ Name: 'buildx', Version: 'v0.14.0', Path: '/home/marguerite/.docker/cli-plugins/docker-buildx' }],
      },
      ServerErrors: [`Cannot connect to tcp://svcdeploy:${p.serverError}@10.20.30.40:2376 on kubenode`],
      HttpProxy: `http://svcdeploy:${p.proxy}@proxygate.corpexample.test`,
      RegistryConfig: { Mirrors: [`https://svcdeploy:${p.mirror}@mirrorhost.corpexample.test/`] },
    }),
    `error during connect: dial tcp [2001:db8::42]:2376, jdoelaptop, token=${t.npm}`,
  ],
  'run:docker image ls --format {{.Repository}}:{{.Tag}}': [
    0,
    `registryhost.corpexample.test/payrollapp/privateimage:branchname\nregistryhost.corpexample.test/acmewidgets/alpine:3.20\n`,
  ],
  'run:docker buildx inspect': [
    0,
    `Name: buildfarm-builder\nDriver: remote\nEndpoint: tcp://svcdeploy:${p.dockerHost}@10.20.30.40:1234\nPlatforms: linux/amd64, linux/arm64\nLabels: labelvalueacme\n`,
  ],
  'run:buildah info': [
    0,
    JSON.stringify({
      host: { hostname: 'jdoelaptop', rootless: true },
      store: { GraphRoot: '/home/marguerite/.local/share/containers/storage', GraphDriverName: 'overlay' },
    }),
  ],
  'run:nix --extra-experimental-features nix-command show-config': [
    0,
    `access-tokens = ghehost.test=${p.accessToken}\nbuilders = @/etc/nix/machines\nsubstituters = https://cache.nixos.org/ https://svcdeploy:${p.substituter}@acmecache.test\n` +
      `post-build-hook = /home/marguerite/${p.postBuild}\ntrusted-users = root @skunkteam\nexperimental-features = flakes nix-command\nsandbox = true\n`,
    'warning: annabel',
  ],
  'env:NIX_DAEMON_SOCKET_PATH': '/home/marguerite/acmewidgets.sock',
  'talk:$NIX_DAEMON_SOCKET_PATH 6378696e00000000': '6f69786420010db80000000000000000',
  'file:/etc/nix/nix.conf':
    `trusted-users = root marguerite @skunkteam\nsubstituters = https://cache.nixos.org https://svcdeploy:${p.substituter}@acmecache.test\n` +
    `extra-access-tokens = ghehost.test=${p.accessToken} github.com=${t.githubFine}\nbuilders = @/etc/nix/machines\n!include clientname.conf\n# ${t.slackBot}\n`,
  'glob:/etc/nix/*.conf': '/etc/nix/clientname.conf\n/etc/nix/nix.conf',
  'file:/etc/nix/clientname.conf': `sandbox = true\nsecret-key-files = /etc/nix/acmecache.sec\nimpure-env = TOKEN=${t.gitlab}\n`,
  'file:/etc/nix/machines': `ssh://svcdeploy:${p.builder}@bastionhop.corpexample.test x86_64-linux /home/marguerite/.ssh/id_blackproject 4 1 kvm - c3NoLWVkMjU1MTkgQUFBQUMzTnphQzFsWkRJMU5URTVBQUFB\n`,
  'file:$HOME/.config/nix/nix.conf': `access-tokens = github.com=${t.githubServer}\n`,
  'which:nix': '/home/marguerite/.nix-profile/bin/nix',
  'run:nix --version': [0, 'nix (Nix) 2.18.1\n', `warning: ${t.pypi} for annabel`],
  'stat:/nix/store': 'dir rx 0 0 1775',
  'which:docker': '/usr/bin/docker',
  'which:cargo': '/home/marguerite/.cargo/bin/cargo',
  'run:cargo --version': [0, 'cargo 1.95.0\n', `error: ${t.huggingface}`],
  'which:cc': '/opt/secretproduct/bin/cc',
  'run:cc --version': [0, 'cc (acmewidgets build by annabel) 12.2.0-acmewidgets\nCopyright clientname\n'],
  'df:$HOME': '1000000 500 2000000 rwx /home/marguerite',
  'df:$PWD': '1000000 500 2000000 rwx /home/marguerite/acmewidgets/secretproduct',
  'run:git --version': [
    0,
    'git version 2.39.5\n',
    `warning: API_TOKEN=${p.environment} ${t.awsId} aws_secret_access_key = ${t.awsKey} Authorization: Bearer ${p.bearer}\n` +
      `${Object.values(t).join(' ')}\n-----BEGIN RSA PRIVATE KEY-----\n${t.privateKey}\n-----END RSA PRIVATE KEY-----\n`,
  ],
  'run:unshare -Ur true': [1, '', 'unshare: marguerite@jdoelaptop.corpexample.test: write failed'],
  'run:env': [0, `MY_API_TOKEN=${p.environment}\n`],
  'file:/home/marguerite/clientname': p.environment,
});

/** What is in the captures above of secrets. */
export const secrets: readonly string[] = [...Object.values(tokens), ...Object.values(passwords)];
