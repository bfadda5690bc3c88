/**
 * All that the screens take from Ink and React, and the only file that imports them. The build makes one file of it and of
 * the packages behind it (`scripts/ink-plugin.mjs`): a name that the screens want is added here.
 */
export { Box, render, Text, type TextProps, useIsScreenReaderEnabled, useStdout } from 'ink';
export { default as SelectInput } from 'ink-select-input';
export { createContext, useContext, useEffect, useLayoutEffect, useSyncExternalStore } from 'react';
