/** What is read of a chunk of rolldown's output. */
interface SplitChunk {
  type: 'chunk';
  name: string;
  fileName: string;
  isEntry: boolean;
  isDynamicEntry: boolean;
  imports: string[];
  modules: Record<string, unknown>;
  code: string;
}
export declare const chunkGroups: (output: readonly SplitChunk[]) => (id: string) => string | null;
