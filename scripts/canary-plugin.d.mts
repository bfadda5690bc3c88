import type { Plugin } from 'rolldown';
export const canarySources: Plugin;
