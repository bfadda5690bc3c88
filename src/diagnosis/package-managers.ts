/**
 * How a distribution installs and removes packages. Removing takes nothing along that needs the package (it refuses),
 * and does not fail if it was never installed, so that it can follow an installation that a crash cut short.
 */
export interface Manager {
  readonly name: 'apt' | 'dnf' | 'apk' | 'pacman' | 'zypper';
  readonly distributions: readonly string[];
  /** @param recommended also install recommended packages, where the default is not to */
  install(names: string, recommended?: boolean): readonly string[];
  remove(names: string): string;
}

const removeRpm = (names: string): string => `! rpm -q ${names} || rpm -e ${names}`;

export const managers: readonly Manager[] = [
  {
    name: 'apt',
    distributions: ['debian', 'ubuntu', 'linuxmint', 'pop', 'raspbian', 'kali', 'elementary', 'devuan'],
    install: (names, recommended = false) => [
      'apt-get update',
      `apt-get install -y ${recommended ? '' : '--no-install-recommends '}${names}`,
    ],
    remove: (names) => `dpkg --remove ${names}`,
  },
  {
    name: 'dnf',
    distributions: ['fedora', 'rhel', 'centos', 'rocky', 'almalinux', 'ol', 'amzn'],
    install: (names) => [`dnf install -y ${names}`],
    remove: (names) => removeRpm(names),
  },
  {
    name: 'apk',
    distributions: ['alpine', 'postmarketos'],
    install: (names) => [`apk add ${names}`],
    remove: (names) => `apk del ${names}`,
  },
  {
    name: 'pacman',
    distributions: ['arch', 'manjaro', 'endeavouros', 'archarm'],
    install: (names) => [`pacman -S --needed --noconfirm ${names}`],
    remove: (names) => `! pacman -Q ${names} || pacman -R --noconfirm ${names}`,
  },
  {
    name: 'zypper',
    distributions: ['opensuse-leap', 'opensuse-tumbleweed', 'opensuse', 'sles'],
    install: (names) => [`zypper --non-interactive install ${names}`],
    remove: (names) => removeRpm(names),
  },
];
