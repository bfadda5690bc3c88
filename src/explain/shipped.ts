import lineFacts from '../../flows/line-facts.yaml';
import buildTools from '../../flows/signatures/build-tools.yaml';
import docker from '../../flows/signatures/docker.yaml';
import generalInput from '../../flows/signatures/general-input.yaml';
import generalTools from '../../flows/signatures/general-tools.yaml';
import glibcStatic from '../../flows/signatures/glibc-static.yaml';
import missingTools from '../../flows/signatures/missing-tools.yaml';
import muslLink from '../../flows/signatures/musl-link.yaml';
import nixBuild from '../../flows/signatures/nix-build.yaml';
import nixDaemon from '../../flows/signatures/nix-daemon.yaml';
import nixEval from '../../flows/signatures/nix-eval.yaml';
import nixInstall from '../../flows/signatures/nix-install.yaml';
import nixNet from '../../flows/signatures/nix-net.yaml';
import nixSandbox from '../../flows/signatures/nix-sandbox.yaml';
import opensslAndFriends from '../../flows/signatures/openssl-and-friends.yaml';
import platformAndEmulation from '../../flows/signatures/platform-and-emulation.yaml';
import projectState from '../../flows/signatures/project-state.yaml';
import registryAndApk from '../../flows/signatures/registry-and-apk.yaml';
import resources from '../../flows/signatures/resources.yaml';
import rootless from '../../flows/signatures/rootless.yaml';
import runtime from '../../flows/signatures/runtime.yaml';
import rust from '../../flows/signatures/rust.yaml';
import seccompAndLimits from '../../flows/signatures/seccomp-and-limits.yaml';
import upx from '../../flows/signatures/upx.yaml';
import zig from '../../flows/signatures/zig.yaml';
import spellings from '../../flows/spellings.yaml';
import { type Catalogue, compileCatalogue } from './catalogue.js';
import type { LineFact, SignatureFile } from './signature.js';
import type { SpelledMessage } from './spellings.js';

/** The signature files of this program. Their shape is checked by the suite, not at every start. */
export const shippedFiles = [
  buildTools,
  docker,
  generalInput,
  generalTools,
  glibcStatic,
  missingTools,
  muslLink,
  nixBuild,
  nixDaemon,
  nixEval,
  nixInstall,
  nixNet,
  nixSandbox,
  opensslAndFriends,
  platformAndEmulation,
  projectState,
  registryAndApk,
  resources,
  rootless,
  runtime,
  rust,
  seccompAndLimits,
  upx,
  zig,
] as readonly SignatureFile[];

/** How else lines are read: facts in whatever words, and messages in whatever language. */
export const shippedLanguage = {
  facts: lineFacts as readonly LineFact[],
  spellings: spellings as readonly SpelledMessage[],
};

let compiled: Catalogue | undefined;

/** All causes that this program knows, compiled at the first call. */
export const shippedCatalogue = (): Catalogue => {
  compiled ??= compileCatalogue(shippedFiles, shippedLanguage);
  return compiled;
};
