import type { Libc } from '../artifact/artifact.js';
import type { Facts } from '../facts/facts.js';
import { jobsFor, workloadOf } from '../ladder/jobs.js';
import type { ChosenProject } from '../project/project.js';
import type { Setup } from '../project/setup.js';
import type { Unplannable } from '../rungs/rung.js';
import type { HelperFile } from '../rungs/toolchain.js';
import type { Step } from './steps.js';

/** Folders of one build; the sources there are a copy, so that nothing is written into the project. */
export interface Place {
  /** Unique; images and containers are named by it. */
  readonly id: string;
  readonly source: string;
  readonly build: string;
}

export interface PlanInput {
  readonly project: ChosenProject;
  readonly setup: Setup;
  readonly facts: Facts;
  readonly place: Place;
  readonly args: readonly string[];
}

/** A build as data. */
export interface BuildPlan {
  /** Paths are absolute. */
  readonly files: readonly HelperFile[];
  /** On top of the user's own environment; undefined takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly steps: readonly Step[];
  readonly output: { readonly folder: string; readonly deep: boolean };
  readonly jobs: number;
  readonly expects: { readonly libc: readonly Libc[]; readonly machine: string | null };
}

export type { Unplannable };

/** Jobs for a build: those that were chosen, or what the machine bears. */
export const jobsOf = ({ project, setup, facts }: PlanInput): number =>
  setup.options.jobs ?? jobsFor(facts, workloadOf(project.languages)).jobs;

// Go without cgo holds no C library; a program that uses hardly any of it cannot always be told.
export const libcOf = (libc: 'musl' | 'glibc'): readonly Libc[] => [libc, 'none', 'unknown'];
