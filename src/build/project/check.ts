/** What compares a static build with a native one, loaded together where it is asked for. */
export { checkBehaviour } from './check-behaviour.js';
export { checkTests } from './check-tests.js';
export { NativeBuilds } from './native-builds.js';
