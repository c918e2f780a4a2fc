/** How many of the first rows take at most so many bytes together; at least one, if there is any: the largest must come, too. */
export function countWithin(rows: readonly { size: number | string }[], bytes: number): number {
  let count = 0;
  for (let sum = 0; count < rows.length; count++) {
    sum += Number(rows[count]?.size);
    if (sum > bytes && count > 0) break;
  }
  return count;
}
