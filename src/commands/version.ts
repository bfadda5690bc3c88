/** The version of this program. */
export const version: string = __VERSION__;
