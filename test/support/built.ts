// The built program, which tests of the real thing run: rebuilt where a source is newer.
// @ts-expect-error: a script of the build, without types
import { ensure } from '../../scripts/ensure.mjs';

export default ensure;
