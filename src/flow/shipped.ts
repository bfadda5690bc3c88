/** The trees that come with the program, parsed at build time. */
import chooseSetup from '../../flows/trees/choose-setup.yaml';
import emulatedBuild from '../../flows/trees/emulated-build.yaml';
import installNix from '../../flows/trees/install-nix.yaml';
import muslLinkErrors from '../../flows/trees/musl-link-errors.yaml';
import nixDaemon from '../../flows/trees/nix-daemon.yaml';
import restrictedContainer from '../../flows/trees/restricted-container.yaml';
import rustStatic from '../../flows/trees/rust-static.yaml';
import slowOrOom from '../../flows/trees/slow-or-oom.yaml';
import stillDynamic from '../../flows/trees/still-dynamic.yaml';
import upx from '../../flows/trees/upx.yaml';
import type { Forest, Tree } from './schema.js';

const trees = [
  chooseSetup,
  installNix,
  nixDaemon,
  restrictedContainer,
  muslLinkErrors,
  stillDynamic,
  rustStatic,
  emulatedBuild,
  slowOrOom,
  upx,
] as readonly Tree[];

/** All shipped trees by name. The test-suite lints them, so that nobody has to at start. */
export const shippedForest: Forest = new Map(trees.map((tree) => [tree.flow, tree]));
