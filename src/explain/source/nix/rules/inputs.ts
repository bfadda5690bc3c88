import { type BuildInput, wordsOf } from '../builds.js';
import { addBinding, append, remove, replace } from '../edits.js';
import type { Rule } from './fault.js';
import { makeStatic, muslSetAt } from './musl-set.js';
import { interpolated, isCompiler, isLinkable, libraries, ofSetOrNull } from './packages.js';

/** A library of the glibc set where musl is linked: in a list, or in a variable that the build reads. */
export const glibcLibraries: Rule = ({ builds, values }) =>
  builds
    .filter(({ isMusl }) => isMusl)
    .flatMap((build) => {
      const inputs = build.inputs.flatMap((input) => {
        const value = ofSetOrNull(input.value);
        return value?.set.libc === 'glibc' && isLinkable(value, input) ? [{ node: input.node, value }] : [];
      });
      const inVariables = build.attributes
        .filter(({ name }) => /^(?:env\.)?[A-Z][A-Z0-9_a-z]*$/.test(name) && !/LD_LIBRARY_PATH/.test(name))
        .flatMap((attribute) => interpolated(attribute.value, values))
        .filter(
          ({ value }) =>
            value.set.libc === 'glibc' &&
            (isLinkable(value, null) || /^glibc|^stdenv\.cc\.libc/.test(value.path.join('.'))),
        );
      return [...inputs, ...inVariables].map(({ node, value }) => {
        const name = value.path.join('.');
        const base = /^([\w']+)\./.exec(values.textOf(node))?.[1] ?? 'pkgs';
        const musl = muslSetAt(build.call, base, values);
        return {
          id: 'host-glibc-leaks-into-musl-link',
          node,
          title: `${name} of the glibc set is in a musl build`,
          why: 'Its archive or shared object needs glibc, and its headers were made for glibc.',
          fix: `Take ${name} from the musl set.`,
          confidence: build.builder === 'shell' ? 0.8 : 0.9,
          edits: [replace(node, `${musl.name}.${name}`)],
        };
      });
    });

export const libcInInputs: Rule = ({ builds, text }) =>
  builds.flatMap(({ inputs, isMusl }) =>
    inputs.flatMap(({ node, value, list }) => {
      const path = value.kind === 'of-set' ? value.path.join('.') : '';
      const isLibc =
        /^stdenv\.cc\.libc(?:\.\w+)?$/.test(path) ||
        (isMusl && value.kind === 'of-set' && value.set.libc === 'glibc' && /^glibc(?:\.|$)/.test(path));
      if (!isLibc) return [];
      return [
        {
          id: path.startsWith('glibc') ? 'host-glibc-leaks-into-musl-link' : 'nix-libc-in-inputs',
          node,
          title: `The C library is in ${list.name}`,
          why: 'The compiler of a stdenv brings its libc; a second one changes the order of headers and start files, also for the machine that builds.',
          fix: 'Remove it.',
          confidence: 0.88,
          edits: [remove(node, text)],
        },
      ];
    }),
  );

export const dynamicLibraries: Rule = ({ builds, values, text }) => {
  const seen = new Set<unknown>();
  return builds
    .filter(({ isStatic, builder }) => isStatic && builder !== 'shell')
    .flatMap(({ inputs, attributes }) => [
      ...inputs.filter(({ runs }) => !runs).map(({ node, value }) => ({ node, value })),
      ...attributes
        .filter(({ name }) => /FLAGS$|_LIB_DIR$/.test(name))
        .flatMap(({ value }) => interpolated(value, values)),
    ])
    .flatMap(({ node, value }) => {
      if (value.kind !== 'of-set' || value.set.libc !== 'musl' || value.set.linkage !== 'dynamic') return [];
      if (!libraries.has(value.path[0] ?? '') || value.path.includes('static') || value.path.length > 2) return [];
      const key = value.set.madeBy ?? value.set.by.join('.');
      if (seen.has(key)) return [];
      seen.add(key);
      return [
        {
          id: 'not-linked-static',
          node: value.set.madeBy ?? node,
          title: `This musl set has ${value.path[0]} as a shared library`,
          why: 'It links to musl dynamically, so it has no archives, and a static link finds nothing to take.',
          fix: 'Use the static set.',
          confidence: 0.87,
          edits: makeStatic(value.set, values, text),
        },
      ];
    });
};

export const includePaths: Rule = ({ builds, values, text }) =>
  builds
    .filter(({ isMusl }) => isMusl)
    .flatMap((build) =>
      build.attributes
        .filter(
          (each) =>
            /^(?:env\.)?NIX_(?:CFLAGS_COMPILE|LDFLAGS)$/.test(each.name) && /-[IL]\s*\$\{/.test(wordsOf(each, values)),
        )
        .map((attribute) => {
          const named = interpolated(attribute.value, values).map(({ value }) => value.path[0] ?? '');
          const present = build.inputs.map(({ value }) => (value.kind === 'of-set' ? value.path[0] : null));
          const isPlain = !/-(?![IL])\w/.test(wordsOf(attribute, values).replace(/\$\{[^}]*\}\S*/g, ''));
          const isWhole = isPlain && named.every((name) => present.includes(name)) && attribute.node.kind === 'binding';
          return {
            id: 'nix-include-paths-by-hand',
            node: attribute.node,
            title: `${attribute.name} is given the folders of libraries`,
            why: 'It reaches the compiler of the machine that builds, too; the wrapper adds the folders of what is in buildInputs, for the target alone.',
            fix: 'List the libraries in buildInputs of the musl set, and remove this.',
            confidence: 0.85,
            edits: isWhole ? [remove(attribute.node, text)] : [],
          };
        }),
    );

const tools =
  /^(?:pkg-config|cmake|meson|ninja|makeWrapper|autoreconfHook|installShellFiles|perl|python3|rustc|cargo)$/;

/** Programs that the build runs, among what it links: of another libc, or of the target, they do not run. */
export const toolsAmongLibraries: Rule = ({ builds, values, text }) =>
  builds
    .filter(({ builder, isMusl }) => isMusl && builder !== 'shell')
    .flatMap((build) => {
      const nameOf = ({ value }: BuildInput) => (value.kind === 'of-set' ? (value.path[0] ?? '') : '');
      const running = build.inputs.filter(({ runs }) => runs).map(nameOf);
      const isTool = (name: string) =>
        tools.test(name) || (name === 'protobuf' && (build.builder === 'rust' || build.builder === 'crane'));
      return build.inputs
        .filter((input) => !input.runs && isTool(nameOf(input)) && !running.includes(nameOf(input)))
        .map((input) => {
          const native = build.attributes.find(({ name }) => name === 'nativeBuildInputs');
          const written = values.textOf(input.node);
          const base =
            input.value.kind === 'of-set' && input.value.set.libc === 'glibc' && written.includes('.')
              ? written
              : `pkgs.${nameOf(input)}`;
          const holder = build.attributes.find(({ name }) => name === 'buildInputs')?.node.parent?.parent;
          const added = native
            ? append(native.value, [base], text)
            : holder && addBinding(holder, `nativeBuildInputs = [ ${base} ];`, text);
          return {
            id: nameOf(input) === 'protobuf' ? 'protoc-missing' : 'nix-tool-among-libraries',
            node: input.node,
            title: `${nameOf(input)} runs during the build and is in ${input.list.name}`,
            why: 'What is linked is made for the target; with strictDeps it is not on the PATH, and in a cross build it does not run.',
            fix: 'Move it to nativeBuildInputs.',
            confidence: 0.92,
            edits: added ? [remove(input.node, text), added] : [],
          };
        });
    });

/** A builder of the glibc set with libraries for musl: without strictDeps both kinds of inputs are mixed. */
export const looseInputs: Rule = ({ builds, text }) =>
  builds
    .filter(
      ({ builder, by, isMusl, attributes, inputs }) =>
        builder !== 'rust' &&
        by?.set.libc === 'glibc' &&
        isMusl &&
        inputs.some(
          ({ runs, value }) => !runs && value.kind === 'of-set' && value.set.libc === 'musl' && !isCompiler(value),
        ) &&
        !attributes.some(({ name }) => name === 'strictDeps'),
    )
    .flatMap(({ callee, attributes }) => {
      const set = attributes.find(({ node }) => node.kind === 'binding')?.node.parent?.parent;
      return [
        {
          id: 'nix-strict-deps-missing',
          node: callee,
          title: 'Inputs for musl without strictDeps',
          why: 'Without strictDeps a builder of the glibc set offers libraries for musl to what runs on the machine that builds, too.',
          fix: 'Set strictDeps = true.',
          confidence: 0.65,
          edits: set ? [addBinding(set, 'strictDeps = true;', text)] : [],
        },
      ];
    });
