import { stripAfterUpx } from './makefile.js';
import { has, lineOf, noteOn, type SourceNote, type SourceRule } from './rule.js';

interface Stage {
  readonly image: string;
  readonly name: string | null;
  /** 1-based line of FROM. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** The stages of a Dockerfile; continuation lines stay as they are. */
const stagesOf = (lines: readonly string[]): Stage[] => {
  const starts = lines.flatMap((line, index) => {
    const found = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line);
    return found ? [{ image: found[1] ?? '', name: found[2] ?? null, index }] : [];
  });
  return starts.map(({ image, name, index }, at) => ({
    image,
    name,
    line: index + 1,
    lines: lines.slice(index, starts[at + 1]?.index ?? lines.length),
  }));
};

const staticAsked = /-static\b|musl|crt-static|CGO_ENABLED=0|CGO_ENABLED 0|extldflags|zigbuild|pkgsStatic/;
const isAlpine = ({ image }: Stage) => /alpine/i.test(image);
const isScratch = ({ image }: Stage) => image === 'scratch' || /distroless\/static/.test(image);
const builds = ({ lines }: Stage) =>
  has(lines, /\b(?:cargo|go|gcc|g\+\+|cc|make|cmake|clang|rustc)\s+(?:build|install|-|\S+\.c\b|\S)/);
const copiesFrom = ({ lines }: Stage) => lineOf(lines, /^\s*COPY\s+.*--from=/i);

const dynamicInScratch: SourceRule = (lines) => {
  const stages = stagesOf(lines);
  const last = stages.at(-1);
  const builder = stages.slice(0, -1).find(builds);
  if (!last || !builder || !isScratch(last) || has(builder.lines, staticAsked)) return [];
  const at = last.line - 1 + (copiesFrom(last) ?? 1);
  const what =
    'Nothing in the build stage requests a static program, and an empty image has no loader; link it statically (CGO_ENABLED=0, --target …-musl, -static).';
  return [{ cause: 'elf-interpreter-missing', line: at, what, confidence: 0.75 }];
};

const glibcOnAlpine: SourceRule = (lines) => {
  const stages = stagesOf(lines);
  const last = stages.at(-1);
  const builder = stages.slice(0, -1).find(builds);
  if (!last || !builder || !isAlpine(last) || isAlpine(builder) || has(builder.lines, staticAsked)) return [];
  const at = copiesFrom(last);
  if (at === null) return [];
  const what = `The program is built on ${builder.image}, which has glibc, and runs on Alpine, which has musl; build it on Alpine, or statically.`;
  return [{ cause: 'glibc-binary-on-musl', line: last.line - 1 + at, what, confidence: 0.7 }];
};

const shellInScratch: SourceRule = (lines) =>
  stagesOf(lines)
    .filter(({ image }) => image === 'scratch')
    .flatMap((stage) => {
      const at = lineOf(stage.lines, /^\s*(?:RUN|CMD|ENTRYPOINT)\s+(?!\[)\S/i);
      const what = 'The shell form needs /bin/sh, which an empty image does not have; write a JSON array.';
      return at === null
        ? []
        : [{ cause: 'scratch-image-has-no-shell', line: stage.line - 1 + at, what, confidence: 0.85 }];
    });

const staticPackages: readonly (readonly [RegExp, RegExp, string])[] = [
  [/\bopenssl-dev\b/, /openssl-libs-static/, 'openssl-libs-static'],
  [/\bzlib-dev\b/, /zlib-static/, 'zlib-static'],
  [/\bsqlite-dev\b/, /sqlite-static/, 'sqlite-static'],
  [/\bcurl-dev\b/, /curl-static/, 'curl-static'],
  [/\bbzip2-dev\b/, /bzip2-static/, 'bzip2-static'],
  [/\bxz-dev\b/, /xz-static/, 'xz-static'],
];

const staticLibraries: SourceRule = (lines) =>
  stagesOf(lines)
    .filter((stage) => isAlpine(stage) && has(stage.lines, /-static\b|crt-static|OPENSSL_STATIC/))
    .flatMap((stage) =>
      staticPackages.flatMap(([dev, archive, name]): SourceNote[] => {
        const at = lineOf(stage.lines, dev);
        if (at === null || has(stage.lines, archive)) return [];
        const what = `Alpine has separate packages for static archives: add ${name}.`;
        return [{ cause: 'missing-static-lib', line: stage.line - 1 + at, what, confidence: 0.85 }];
      }),
    );

const compilerWithoutLibc: SourceRule = (lines) =>
  stagesOf(lines)
    .filter((stage) => isAlpine(stage) && !has(stage.lines, /musl-dev|build-base|libc-dev|alpine-sdk/))
    .flatMap((stage) => {
      const at = lineOf(stage.lines, /apk\s.*\badd\b.*\s(?:gcc|g\+\+|clang|rust|cargo)(?=\s|$)/);
      const what =
        'The compiler package does not include the C library’s development files: add musl-dev or build-base.';
      return at === null ? [] : [{ cause: 'libc-dev-missing', line: stage.line - 1 + at, what, confidence: 0.7 }];
    });

const targetNotInstalled: SourceRule = (lines) =>
  has(lines, /rustup\s+target\s+add|rust-musl|muslrust|cross\b|zigbuild/)
    ? []
    : stagesOf(lines)
        .filter(({ image }) => /^(?:docker\.io\/)?(?:library\/)?rust:/.test(image) && !/alpine/.test(image))
        .flatMap(({ line, lines: own }) =>
          noteOn(
            own,
            /--target[ =]\S*-linux-musl/,
            'rust-std-target-missing',
            'The musl target is not in this image: RUN rustup target add x86_64-unknown-linux-musl first.',
            0.8,
          ).map((note) => ({ ...note, line: note.line + line - 1 })),
        );

export const dockerfileRules: readonly SourceRule[] = [
  compilerWithoutLibc,
  targetNotInstalled,
  staticLibraries,
  dynamicInScratch,
  glibcOnAlpine,
  shellInScratch,
  stripAfterUpx,
];
