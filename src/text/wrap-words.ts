/** A text in rows of at most `columns`, after a head of that many columns: broken between words; a longer word stays whole. Pure. */
export const wrapWords = (text: string, columns: number, head: number): string[] => {
  const rows: string[] = [];
  let row: string | null = null;
  for (const word of text.split(' ')) {
    if (row !== null && head + row.length + 1 + word.length > columns) {
      rows.push(row);
      row = word;
    } else row = row === null ? word : `${row} ${word}`;
  }
  return [...rows, row ?? ''];
};
