import { type Artifact, isStatic, type NeedKind } from '../artifact/artifact.js';
import { goWithoutC } from '../artifact/libc.js';
import { alpineImage } from '../facts/alpine-image.js';
import { commentText } from './escape.js';
import type { RecipeFile } from './recipe.js';

/** The pattern that writes down not how programs are built, but an image of programs that are. */
export const imagePattern = {
  name: 'image',
  title: 'Dockerfile.image: FROM scratch, the programs in dist-static and the files that they need beside themselves',
} as const;

/** A static program for an image. */
export interface ImageProgram {
  /** Its name in dist-static. */
  readonly name: string;
  readonly artifact: Artifact;
}

interface ImagePart {
  readonly why: string;
  /** Packages of Alpine that have it. */
  readonly packages: readonly string[];
  /** Lines of shell that put it below /image. */
  readonly lines: readonly string[];
}

type ImageKind = Exclude<NeedKind, 'machine'>;

/** The files for each need, from where musl, glibc and Go look for them. */
const parts: Readonly<Record<ImageKind, ImagePart>> = {
  names: {
    why: '/etc/nsswitch.conf: hosts before DNS. The engine mounts /etc/resolv.conf and /etc/hosts when it starts the container',
    packages: [],
    lines: ["printf 'hosts: files dns\\n' > /image/etc/nsswitch.conf"],
  },
  users: {
    why: '/etc/passwd, /etc/group: names of users',
    packages: [],
    lines: [
      "printf 'root:x:0:0:root:/:/bin/sh\\nnobody:x:65534:65534:nobody:/:/bin/false\\n' > /image/etc/passwd",
      "printf 'root:x:0:\\nnobody:x:65534:\\n' > /image/etc/group",
    ],
  },
  certificates: {
    why: '/etc/ssl/certs/ca-certificates.crt, /etc/ssl/cert.pem: whose servers TLS trusts',
    packages: ['ca-certificates-bundle'],
    lines: [
      'mkdir -p /image/etc/ssl/certs',
      'cp -L /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ca-certificates.crt',
      'cp -L /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/cert.pem',
    ],
  },
  timeZones: {
    why: '/usr/share/zoneinfo: local times, for TZ=Europe/Berlin',
    packages: ['tzdata'],
    lines: ['mkdir -p /image/usr/share', 'cp -R /usr/share/zoneinfo /image/usr/share/zoneinfo'],
  },
  terminfo: {
    why: '/etc/terminfo: what terminals can',
    packages: ['ncurses-terminfo-base'],
    lines: ['cp -RL /etc/terminfo /image/etc/terminfo'],
  },
  shell: {
    why: '/bin/sh, for system() and popen(); add other commands that it is to start',
    packages: ['busybox-static'],
    lines: ['cp /bin/busybox.static /image/bin/sh'],
  },
};
const imageKinds = Object.keys(parts) as readonly ImageKind[];

/** Of these the needs are not known: their texts are hidden, or are not looked at. A shell is given to nobody unasked. */
const needsUnknown = ({ packer, libc, libcEvidence }: Artifact): boolean =>
  packer !== null || libc === 'unknown' || (libc === 'none' && !libcEvidence.includes(goWithoutC));
const givenUnasked: readonly ImageKind[] = ['names', 'users', 'certificates', 'timeZones'];

/** Which programs need each part, and whether that is known. */
const wantedBy = (kind: ImageKind, programs: readonly ImageProgram[]) => {
  const known = programs.filter(({ artifact }) => artifact.runtimeNeeds.some((need) => need.kind === kind));
  const perhaps = givenUnasked.includes(kind) ? programs.filter(({ artifact }) => needsUnknown(artifact)) : [];
  return { known, perhaps };
};

/** What no image gives these programs, a sentence each. Pure. */
export const lackingInImage = (programs: readonly ImageProgram[]): string[] =>
  programs.flatMap(({ name, artifact }) =>
    artifact.runtimeNeeds
      .filter(({ kind }) => kind === 'machine')
      .map(({ what, why }) => `${name} may need what the image has not: ${what}: ${why}.`),
  );

/**
 * An image of static programs and the files that they need beside themselves, by any builder. Pure.
 * @param programs all static
 */
export const imageRecipe = (programs: readonly ImageProgram[]): RecipeFile[] => {
  const wanted = imageKinds.flatMap((kind) => {
    const { known, perhaps } = wantedBy(kind, programs);
    if (known.length + perhaps.length === 0) return [];
    const names = (of: readonly ImageProgram[]) => of.map(({ name }) => commentText(name)).join(', ');
    const who = [
      ...(known.length > 0 ? [`needed by ${names(known)}`] : []),
      ...(perhaps.length > 0 ? [`perhaps by ${names(perhaps)}, which cannot be searched`] : []),
    ].join('; ');
    return [{ ...parts[kind], who }];
  });
  const packages = [...new Set(wanted.flatMap((part) => part.packages))].sort();
  const [only, ...more] = programs;
  return [
    {
      path: 'Dockerfile.image',
      content: `${[
        '# An image of the programs in dist-static, with the files that they need and nothing else.',
        '#   musl-wizard build && docker build -f Dockerfile.image -t NAME .',
        ...wanted.map(({ why, who }) => `# ${why} (${who}).`),
        ...lackingInImage(programs).map((line) => `# ${commentText(line)}`),
        ...(wanted.length === 0
          ? []
          : [
              `ARG IMAGE=${alpineImage}`,
              'FROM $IMAGE AS files',
              ...(packages.length > 0 ? [`RUN apk add --no-cache ${packages.join(' ')}`] : []),
              'RUN mkdir -p /image/bin /image/etc',
              ...wanted.flatMap(({ lines }) => lines.map((line) => `RUN ${line}`)),
              '',
            ]),
        'FROM scratch',
        ...(wanted.length === 0 ? [] : ['COPY --from=files /image/ /']),
        ...programs.map(({ name }) => `COPY ${JSON.stringify([`dist-static/${name}`, `/bin/${name}`])}`),
        ...(only !== undefined && more.length === 0 ? [`ENTRYPOINT ${JSON.stringify([`/bin/${only.name}`])}`] : []),
      ].join('\n')}\n`,
    },
    { path: 'Dockerfile.image.dockerignore', content: '*\n!dist-static\n' },
  ];
};

/** Whether a file can be in the image: a static program whose name no line of a Dockerfile reads as something else. Pure. */
export const fitsImage = ({ name, artifact }: ImageProgram): boolean =>
  isStatic(artifact) && artifact.error === null && /^[\w@%+=:,.-]+$/.test(name) && !name.startsWith('-');
